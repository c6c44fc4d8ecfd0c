package dev.machineid.gitlab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The ports of a job, and the process that holds them. */
final class Tunnels {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Tunnels() {}

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Fails unless every process of the pipeline's logins ends now that their files are gone. */
    static void none(Pipeline pipeline) {
        String place = pipeline.environment().getOrDefault("_MACHINE_ID_SHM", "none");
        Instant end = Instant.now().plus(LIMIT);
        while (!processes(place).isEmpty()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("still there: " + processes(place));
            }
            Thread.onSpinWait();
        }
    }

    private static List<String> processes(String place) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(place))
                .toList();
    }
}
