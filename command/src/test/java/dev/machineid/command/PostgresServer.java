package dev.machineid.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL with a data directory of its own on a loopback port, whose users need no password. */
final class PostgresServer implements AutoCloseable {
    private static final String OTHER_USER = "nobody";

    private final Path directory;
    private final Process process;
    private final int port;

    private PostgresServer(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    /** Starts it with the user {@code ci} and the database {@code app}. */
    static PostgresServer start() throws Exception {
        Path programs = programs();
        Path directory = Files.createTempDirectory("machine-id-postgres");
        boolean root = System.getProperty("user.name").equals("root");
        if (root) { // it refuses to run as root
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(OTHER_USER));
        }
        List<String> as =
                root ? List.of("setpriv", "--reuid=" + OTHER_USER, "--regid=nogroup", "--clear-groups") : List.of();
        Path data = directory.resolve("data");
        run(as, directory, programs.resolve("initdb"), "--no-sync", "-A", "trust", "-U", "ci", "-D", data.toString());
        int port = freePort();
        List<String> command = new ArrayList<>(as);
        command.addAll(List.of(programs.resolve("postgres").toString(), "-D", data.toString()));
        for (String setting : List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=off",
                "max_connections=20")) {
            command.addAll(List.of("-c", setting));
        }
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        PostgresServer server = new PostgresServer(directory, process, port);
        try {
            server.awaitReady();
            run(
                    List.of(),
                    Path.of("/"),
                    programs.resolve("psql"),
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(port),
                    "-U",
                    "ci",
                    "-d",
                    "postgres",
                    "-qc",
                    "create database app");
            return server;
        } catch (Exception | AssertionError failed) {
            server.close();
            throw failed;
        }
    }

    private static Path programs() throws IOException {
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                return versions.map(version -> version.resolve("bin"))
                        .filter(programs -> Files.isExecutable(programs.resolve("initdb")))
                        .max(Comparator.naturalOrder())
                        .orElseThrow(PostgresServer::missing);
            }
        }
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(Path::of)
                .filter(programs -> Files.isExecutable(programs.resolve("initdb")))
                .findFirst()
                .orElseThrow(PostgresServer::missing);
    }

    private static AssertionError missing() {
        return new AssertionError("there is no PostgreSQL server here: run command/test/prepare");
    }

    private static void run(List<String> as, Path directory, Path program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(as);
        command.add(program.toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(program + " failed: " + said);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException {
        BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            said.append(line).append('\n');
            if (line.contains("ready to accept connections")) {
                Thread reader = new Thread(() -> log.lines().forEach(ignored -> {}));
                reader.setDaemon(true);
                reader.start();
                return;
            }
        }
        throw new AssertionError("PostgreSQL did not start: " + said);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            try (Stream<Path> all = Files.walk(directory)) {
                all.sorted(Comparator.reverseOrder()).forEach(PostgresServer::delete);
            }
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
