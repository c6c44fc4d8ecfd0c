package dev.machineid.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TestAuthority;
import dev.machineid.core.identity.Tool;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the system's ssh makes of the ProxyCommand that leads to the multiplexer. */
class MultiplexerFormTest {
    private final Credentials credentials =
            new TestAuthority("lab-root").credentials(JobKey.p256(), new TestAuthority("lab-leaf"));

    @TempDir
    Path temporary;

    @BeforeEach
    void sshIsThere() {
        assumeTrue(Tool.exists("ssh"));
    }

    /** A program that writes its arguments beside itself and ends with this code. */
    private static Path recorder(Path script, int code) throws IOException {
        Files.createDirectories(script.getParent());
        Files.writeString(script, "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$0.arguments\"\nexit " + code + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private static List<String> recorded(Path script) throws IOException {
        Path file = Path.of(script + ".arguments");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** Connects with an inner ssh that ends with this code; gives the directory of the recorders. */
    private Path connect(String name, boolean listening, int innerCode) throws IOException {
        Path directory = Files.createDirectory(temporary.resolve(name));
        Path bin = temporary.resolve("bin");
        recorder(bin.resolve("ssh"), innerCode);
        Path own = recorder(bin.resolve("machine id"), 0);
        Path socket = directory.resolve("s");
        SshOutput output = new SshOutput(new ProxyCommandForm.Multiplexer(
                socket, new ProxyCommandForm.Program(List.of(own.toString(), "-Dx=a b"))));
        Place place = new Place(directory, directory, "proxy.example.com", 443);
        for (var file : output.write(credentials, place).files().entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue().revealBytes());
        }
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            if (listening) {
                server.bind(UnixDomainSocketAddress.of(socket));
            }
            Tool.run(
                    "env",
                    "PATH=" + bin + ":/usr/bin:/bin",
                    "/usr/bin/ssh",
                    "-F",
                    directory.resolve("ssh_config").toString(),
                    "node-1.lab-leaf",
                    "true");
        }
        return bin;
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "with space", "it's", "with\"quote", "100%h", "$(touch x);`y`"})
    void anyDirectory_reachesTheInnerSshAsItIs(String name) throws Exception {
        Path bin = connect(name, true, 0);

        // A percent sign stays doubled: the inner ssh expands its own path once more.
        String socket = temporary.resolve(name).resolve("s").toString().replace("%", "%%");
        assertThat(recorded(bin.resolve("ssh")))
                .containsExactly(
                        "-F",
                        "/dev/null",
                        "-O",
                        "proxy",
                        "-S",
                        socket,
                        "--",
                        "multiplexer",
                        "node-1.lab-leaf:22|lab-leaf");
        assertThat(recorded(bin.resolve("machine id"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "it's $HOME", "100%h"})
    void nobodyListening_ownProgramConnects(String name) throws Exception {
        Path bin = connect(name, false, 0);

        assertThat(recorded(bin.resolve("ssh"))).isEmpty();
        assertThat(recorded(bin.resolve("machine id")))
                .containsExactly(
                        "-Dx=a b",
                        "ssh-proxy",
                        "--identity",
                        temporary.resolve(name) + "/identity",
                        "--proxy",
                        "proxy.example.com:443",
                        "--cluster",
                        "lab-leaf",
                        "--",
                        "node-1.lab-leaf:22");
    }

    @Test
    void multiplexerThatDoesNotAnswer_isReplaced_itsRefusalIsNot() throws Exception {
        assertThat(recorded(connect("dead", true, 255).resolve("machine id"))).isNotEmpty();
        Files.delete(temporary.resolve("bin").resolve("machine id.arguments"));
        assertThat(recorded(connect("refusing", true, 1).resolve("machine id"))).isEmpty();
    }
}
