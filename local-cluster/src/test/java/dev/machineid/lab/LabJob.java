package dev.machineid.lab;

import dev.machineid.core.JobEnvironment;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.ReadRequest;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A job with its own variables and directories, which waits for nothing and keeps everything that is said to it. */
public abstract class LabJob implements JobEnvironment {
    public final Map<String, String> variables = new LinkedHashMap<>();
    public final Map<String, String> options = new LinkedHashMap<>();
    public final Map<String, String> exported = new LinkedHashMap<>();
    public final List<Secret> masks = new CopyOnWriteArrayList<>();
    public final List<String> said = new CopyOnWriteArrayList<>();
    public final List<String> notices = new CopyOnWriteArrayList<>();
    public final List<String> warnings = new CopyOnWriteArrayList<>();
    public final List<Duration> waits = new CopyOnWriteArrayList<>();
    public final Path temporary;
    public final Path workspace;

    protected LabJob(LabCluster cluster, String proxy, Path directory) throws IOException {
        temporary = Files.createDirectories(directory.resolve("tmp"));
        workspace = Files.createDirectories(directory.resolve("work"));
        Path authority = directory.resolve("web-ca.pem");
        Files.write(authority, cluster.webCaPem());
        options.put("proxy", proxy);
        options.put("ca-file", authority.toString());
    }

    /** Makes it the job of a GitHub workflow that has the right to an id token. */
    protected final void runOnGitHub(LabCluster cluster) {
        variables.put("GITHUB_ACTIONS", "true");
        variables.put("ACTIONS_ID_TOKEN_REQUEST_URL", cluster.mint().requestUrl());
        variables.put(
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN", cluster.mint().requestToken().reveal());
    }

    protected final ReadRequest readRequest() {
        RawOptions.Builder raw = RawOptions.builder();
        options.forEach((name, value) -> raw.put(name, value, Source.of(Source.Kind.COMMAND_LINE, "--" + name)));
        return new RequestReader(workspace).read(raw.build());
    }

    /** Every file below the job's places; a failed login must leave none. */
    public final List<Path> filesLeft() {
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
