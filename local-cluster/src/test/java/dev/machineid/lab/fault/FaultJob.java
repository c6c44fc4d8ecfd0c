package dev.machineid.lab.fault;

import dev.machineid.core.Login;
import dev.machineid.core.MachineId;
import dev.machineid.core.cluster.Retry;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.session.Generations;
import dev.machineid.core.session.Owner;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A GitHub job whose proxy address is a faulty one; it waits for nothing and keeps everything that is said. */
final class FaultJob extends LabJob {
    FaultJob(LabCluster cluster, String proxy, Path directory) throws IOException {
        super(cluster, proxy, directory);
        runOnGitHub(cluster);
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
        return readRequest().request();
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

    @Override
    public List<String> program() {
        return List.of();
    }
}
