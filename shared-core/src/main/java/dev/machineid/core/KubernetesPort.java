package dev.machineid.core;

import dev.machineid.core.output.FarEnd;
import dev.machineid.core.output.KubernetesFiles;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.session.Generations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The port of a kubeconfig's tunnel where the job names none. It stands in the file before the tunnel is there, so it is
 * chosen by the credentials' directory, and stays the same from one generation to the next.
 */
final class KubernetesPort {
    /** Below what systems hand out by themselves. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 10_000;

    private KubernetesPort() {}

    /** @param generation the path of one that is being written, on this machine or on another */
    static int of(Path generation) {
        Path directory = Generations.directoryOf(generation);
        OptionalInt before = before(directory);
        if (before.isPresent()) {
            return before.getAsInt();
        }
        int start = Math.floorMod(directory.toString().hashCode(), COUNT);
        if (Files.isDirectory(directory)) { // or it is another machine's, whose ports are not known here
            for (int next = 0; next < COUNT; next++) {
                int port = FIRST + (start + next) % COUNT;
                if (isFree(port)) {
                    return port;
                }
            }
        }
        return FIRST + start;
    }

    private static OptionalInt before(Path directory) {
        try {
            return Generations.current(directory)
                    .map(current -> current.resolve(KubernetesFiles.TUNNEL).resolve(FarEnd.FILE))
                    .filter(Files::exists)
                    .map(KubernetesPort::port)
                    .orElse(OptionalInt.empty());
        } catch (InvalidRequestException broken) {
            return OptionalInt.empty();
        }
    }

    private static OptionalInt port(Path file) {
        try {
            return FarEnd.parse(Files.readString(file)).port();
        } catch (IOException unreadable) {
            return OptionalInt.empty();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
