package dev.machineid.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesPortTest {
    @TempDir
    Path directory;

    private int port(String generation) {
        return KubernetesPort.of(directory.resolve("generations").resolve(generation));
    }

    /** Makes a generation the current one. */
    private void write(String generation, String tunnel) throws IOException {
        Path files = Files.createDirectories(
                directory.resolve("generations").resolve(generation).resolve("kubernetes-tunnel"));
        Files.writeString(files.resolve("tunnel"), tunnel);
        Files.createSymbolicLink(directory.resolve("current"), Path.of("generations", generation));
    }

    @Test
    void port_ofOneDirectory_isTheSameEachTime_belowWhatSystemsHandOut() {
        assertThat(port("1")).isEqualTo(port("2")).isBetween(20_000, 29_999);
    }

    @Test
    void port_thatIsTaken_givesWayToTheNext() throws IOException {
        int first = port("1");
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), first));

            assertThat(port("1")).isNotEqualTo(first).isBetween(20_000, 29_999);
        }
    }

    @Test
    void port_ofTheGenerationBefore_isKept_takenOrNot() throws IOException {
        write("1", "proxy=p:443\nalpn=\nprotocol=kubernetes\nuser=\nname=\nport=7001\n");

        assertThat(port("2")).isEqualTo(7001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy=p:443\nalpn=\nprotocol=kubernetes\nuser=\nname=\nport=\n", "\0"})
    void port_ofABrokenGeneration_isChosenAnew(String tunnel) throws IOException {
        int chosen = port("1");
        write("1", tunnel);

        assertThat(port("2")).isEqualTo(chosen);
    }

    @Test
    void port_onAnotherMachine_isNotTriedHere() throws IOException {
        Path there = directory.resolve("not-here/generations/1");
        int chosen = KubernetesPort.of(there);
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), chosen));

            assertThat(KubernetesPort.of(there)).isEqualTo(chosen);
        }
    }
}
