package dev.machineid.lab.core;

import dev.machineid.core.JobEnvironment;
import dev.machineid.core.Login;
import dev.machineid.core.MachineId;
import dev.machineid.core.platform.IdTokenSource;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A job with its own variables and directories, which keeps everything that is said to it. */
final class FakeJob implements JobEnvironment {
    final Map<String, String> variables = new HashMap<>();
    final Map<String, String> options = new LinkedHashMap<>();
    final Map<String, String> exported = new LinkedHashMap<>();
    final List<Secret> masks = new ArrayList<>();
    final List<String> said = new CopyOnWriteArrayList<>();
    final List<String> notices = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    Optional<IdTokenSource> toolkit = Optional.empty();
    final Path temporary;
    final Path workspace;

    FakeJob(LabCluster cluster, Path directory) throws IOException {
        this(cluster.proxy(), cluster.webCaPem(), directory);
    }

    FakeJob(String proxy, byte[] authorityPem, Path directory) throws IOException {
        temporary = Files.createDirectories(directory.resolve("tmp"));
        workspace = Files.createDirectories(directory.resolve("work"));
        Path authority = directory.resolve("web-ca.pem");
        option("proxy", proxy);
        if (authorityPem.length > 0) {
            Files.write(authority, authorityPem);
            option("ca-file", authority.toString());
        }
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
        return variable("GITHUB_ACTIONS", "true")
                .variable("ACTIONS_ID_TOKEN_REQUEST_URL", cluster.mint().requestUrl())
                .variable(
                        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                        cluster.mint().requestToken().reveal());
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
        RawOptions.Builder raw = RawOptions.builder();
        options.forEach((name, value) -> raw.put(name, value, Source.of(Source.Kind.COMMAND_LINE, "--" + name)));
        var read = new RequestReader(workspace).read(raw.build());
        warnings.addAll(read.warnings());
        return read.request();
    }

    Login login() {
        return MachineId.of(this, Clock.systemUTC(), waits::add).login(request(), Optional.empty());
    }

    /** Every regular file below the job's places. */
    List<Path> filesLeft() {
        try (Stream<Path> below = Files.walk(temporary);
                Stream<Path> inWorkspace = Files.walk(workspace)) {
            return Stream.concat(below, inWorkspace)
                    .filter(path -> !Files.isDirectory(path))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    @Override
    public Path workingDirectory() {
        return workspace;
    }

    @Override
    public String temporaryDirectory() {
        return temporary.toString();
    }

    @Override
    public String userName() {
        return "ci";
    }

    @Override
    public List<String> program() {
        return List.of("/usr/local/bin/machine-id");
    }

    @Override
    public Optional<IdTokenSource> idTokens() {
        return toolkit;
    }

    @Override
    public void mask(Secret secret) {
        masks.add(secret);
    }

    @Override
    public void export(String name, String value) {
        exported.put(name, value);
        said.add(name + "=" + value);
    }

    @Override
    public void notice(String text) {
        notices.add(text);
        said.add(text);
    }

    @Override
    public void warning(String text) {
        warnings.add(text);
        said.add(text);
    }

    @Override
    public void debug(String text) {
        said.add(text);
    }
}
