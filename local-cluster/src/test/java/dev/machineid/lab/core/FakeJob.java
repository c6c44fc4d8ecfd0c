package dev.machineid.lab.core;

import dev.machineid.core.Login;
import dev.machineid.core.MachineId;
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
    FakeJob(LabCluster cluster, Path directory) throws IOException {
        super(cluster, cluster.proxy(), directory);
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
        return MachineId.of(this, Clock.systemUTC(), waits::add).login(request(), Optional.empty());
    }

    @Override
    public List<String> program() {
        return List.of("/usr/local/bin/machine-id");
    }
}
