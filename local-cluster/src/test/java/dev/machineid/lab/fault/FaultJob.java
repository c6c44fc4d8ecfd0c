package dev.machineid.lab.fault;

import dev.machineid.core.JobEnvironment;
import dev.machineid.core.Login;
import dev.machineid.core.MachineId;
import dev.machineid.core.cluster.Retry;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.session.Generations;
import dev.machineid.core.session.Owner;
import dev.machineid.lab.LabCluster;
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

/** A GitHub job whose proxy address is a faulty one; it waits for nothing and keeps everything that is said. */
final class FaultJob implements JobEnvironment {
    final Map<String, String> variables = new LinkedHashMap<>();
    final Map<String, String> options = new LinkedHashMap<>();
    final List<String> said = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    final List<Secret> masks = new CopyOnWriteArrayList<>();
    final Path temporary;
    final Path workspace;

    FaultJob(LabCluster cluster, String proxy, Path directory) throws IOException {
        temporary = Files.createDirectories(directory.resolve("tmp"));
        workspace = Files.createDirectories(directory.resolve("work"));
        Path authority = directory.resolve("web-ca.pem");
        Files.write(authority, cluster.webCaPem());
        variables.put("GITHUB_ACTIONS", "true");
        variables.put("ACTIONS_ID_TOKEN_REQUEST_URL", cluster.mint().requestUrl());
        variables.put(
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN", cluster.mint().requestToken().reveal());
        options.put("proxy", proxy);
        options.put("ca-file", authority.toString());
        options.put("token", "deploy-github");
        options.put("outputs", "identity, ssh");
        options.put("timeout", "20s");
    }

    /** The address of a fault proxy by number, so that there is one address to connect to. */
    static String address(FaultProxy proxy) {
        return "127.0.0.1:" + proxy.port();
    }

    FaultJob option(String name, String value) {
        options.put(name, value);
        return this;
    }

    /** Proves itself by a secret instead. */
    FaultJob secret(Path file) {
        variables.clear();
        options.remove("token");
        return option("secret-file", file.toString()).option("join-method", "token");
    }

    MachineIdRequest request() {
        RawOptions.Builder raw = RawOptions.builder();
        options.forEach((name, value) -> raw.put(name, value, Source.of(Source.Kind.COMMAND_LINE, "--" + name)));
        return new RequestReader(workspace).read(raw.build()).request();
    }

    Login login() {
        return login(Clock.systemUTC(), waits::add, Optional.empty());
    }

    Login login(Clock clock, Retry.Sleeper sleeper, Optional<Owner> owner) {
        return MachineId.of(this, clock, sleeper).login(request(), owner);
    }

    /** The identity file that the variables lead to: its key and certificates are checked against each other. */
    static StoredIdentity identity(Login login) {
        try {
            return IdentityFile.read(
                    Files.readAllBytes(Path.of(login.environment().get("MACHINE_ID_IDENTITY_FILE"))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The names of a login's files, in order; of the current generation where there are several. */
    static List<String> written(Login login) {
        Path generation = Generations.current(login.directory()).orElseThrow();
        try (Stream<Path> below = Files.walk(generation)) {
            return below.filter(Files::isRegularFile)
                    .map(file -> generation.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Every file below the job's places; a failed login must leave none. */
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
        masks.add(secret);
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
        warnings.add(text);
        said.add(text);
    }

    @Override
    public void debug(String text) {
        said.add(text);
    }
}
