package dev.machineid.core;

import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A job that waits for nothing and keeps what is said to it. */
final class RecordingJob implements JobEnvironment {
    final Map<String, String> variables = new LinkedHashMap<>();
    final List<String> said = new CopyOnWriteArrayList<>();
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private final Path temporary;
    private final Path workspace;

    RecordingJob(Path directory) throws IOException {
        temporary = Files.createDirectories(directory.resolve("tmp"));
        workspace = Files.createDirectories(directory.resolve("work"));
    }

    RecordingJob option(String name, String value) {
        options.put(name, value);
        return this;
    }

    Login login() {
        RawOptions.Builder raw = RawOptions.builder();
        options.forEach((name, value) -> raw.put(name, value, Source.of(Source.Kind.COMMAND_LINE, "--" + name)));
        return MachineId.of(this, Clock.systemUTC(), waits::add)
                .login(new RequestReader(workspace).read(raw.build()).request(), Optional.empty());
    }

    List<Path> files() {
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
        return List.of();
    }

    @Override
    public void mask(Secret secret) {
        // nothing to hide it from
    }

    @Override
    public void export(String name, String value) {
        said.add(name + "=" + value);
    }

    @Override
    public void notice(String text) {
        said.add(text);
    }

    @Override
    public void warning(String text) {
        said.add(text);
    }

    @Override
    public void debug(String text) {
        said.add(text);
    }
}
