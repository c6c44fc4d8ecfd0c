package dev.machineid.lab.core;

import dev.machineid.core.Login;
import dev.machineid.core.MachineId;
import dev.machineid.core.platform.IdTokenSource;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.ReadRequest;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A job with its own variables and directories, which keeps everything that is said to it. */
final class FakeJob extends LabJob {
    private Optional<IdTokenSource> toolkit = Optional.empty();

    FakeJob(LabCluster cluster, Path directory) throws IOException {
        this(cluster.proxy(), cluster.webCaPem(), directory);
    }

    /** @param authorityPem the authority of the proxy's certificate; empty for those that the system trusts */
    FakeJob(String proxy, byte[] authorityPem, Path directory) throws IOException {
        super(authorityPem, proxy, directory);
    }

    FakeJob option(String name, String value) {
        options.put(name, value);
        return this;
    }

    FakeJob variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** The job of a GitHub workflow that has the right to an id token. */
    FakeJob onGitHub(LabCluster cluster) {
        runOnGitHub(cluster);
        return this;
    }

    /** The job of a GitHub workflow whose toolkit hands out this id token, whatever it is asked for. */
    FakeJob onGitHub(Secret idToken) {
        toolkit = Optional.of(audience -> Secret.of(idToken.reveal()));
        return variable("GITHUB_ACTIONS", "true")
                .variable("ACTIONS_ID_TOKEN_REQUEST_URL", "https://localhost/not-asked")
                .variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "not-used");
    }

    /** The job of a GitLab pipeline with this id token. */
    FakeJob onGitLab(Secret idToken) {
        return variable("GITLAB_CI", "true").variable("MACHINE_ID_ID_TOKEN", idToken.reveal());
    }

    /** A file that a job outside the workspace can name. */
    Path file(String name, Secret content) throws IOException {
        Path file = temporary.resolveSibling(name);
        Files.write(file, content.revealBytes());
        return file;
    }

    MachineIdRequest request() {
        ReadRequest read = readRequest();
        warnings.addAll(read.warnings());
        return read.request();
    }

    Login login() {
        return login(Clock.systemUTC());
    }

    Login login(Clock clock) {
        return MachineId.of(this, clock, waits::add).login(request(), Optional.empty());
    }

    @Override
    public List<String> program() {
        return List.of("/usr/local/bin/machine-id");
    }

    @Override
    public Optional<IdTokenSource> idTokens() {
        return toolkit;
    }
}
