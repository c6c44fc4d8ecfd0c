package dev.machineid.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.machineid.core.identity.CertAuthority;
import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TestAuthority;
import dev.machineid.core.identity.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshOutputTest {
    private final TestAuthority root = new TestAuthority("lab-root");
    private final TestAuthority leaf = new TestAuthority("lab-leaf");
    private final Credentials credentials = root.credentials(JobKey.p256(), leaf);

    @TempDir
    Path temporary;

    @BeforeEach
    void sshIsThere() {
        assumeTrue(Tool.exists("ssh"));
    }

    @Test
    void write_everyFile_isThere() {
        Delivery delivery = program().write(credentials, place(temporary));

        assertThat(delivery.files())
                .containsOnlyKeys(
                        "key",
                        "key.pub",
                        "key-cert.pub",
                        "known_hosts",
                        "ssh_config",
                        "identity",
                        "teleport-host-ca.crt");
        assertThat(delivery.environment())
                .containsEntry(
                        "MACHINE_ID_SSH_CONFIG", temporary.resolve("ssh_config").toString());
    }

    @Test
    void knownHosts_rootAndLeaf_haveTheirOwnNamesOnly() {
        assertThat(text(program().write(credentials, place(temporary)), "known_hosts")
                        .lines())
                .containsExactly(
                        "@cert-authority proxy.example.com,lab-root,*.lab-root " + root.sshLine() + " type=host",
                        "@cert-authority lab-leaf,*.lab-leaf " + leaf.sshLine() + " type=host");
    }

    @Test
    void knownHosts_rotation_hasEveryKey() {
        TestAuthority next = new TestAuthority("lab-root");
        CertAuthority both = new CertAuthority(
                "lab-root",
                "host",
                List.of(root.sshLine(), next.sshLine()),
                root.host().tlsCertificates());
        Credentials rotating = new Credentials(credentials.key(), credentials.ssh(), credentials.tls(), List.of(both));

        assertThat(text(program().write(rotating, place(temporary)), "known_hosts"))
                .contains(root.sshLine(), next.sshLine());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "with space", "it's", "with\"quote", "100%h", "back\\slash", "$(touch x);`y`"})
    void config_anyDirectory_givesOpenSshTheRealPaths(String name) {
        Path directory = written(program(), name);

        Map<String, String> seen = ask(directory, "node-1");

        assertThat(seen)
                .containsEntry("stricthostkeychecking", "true")
                .containsEntry("globalknownhostsfile", "/dev/null")
                .containsEntry("identitiesonly", "yes")
                .containsEntry("identityagent", "none")
                .containsEntry("forwardagent", "no")
                .containsEntry("hostname", "node-1.lab-root");
        String shown = directory.toString();
        assertThat(path(seen, "identityfile")).contains(shown + "/key");
        assertThat(path(seen, "certificatefile")).contains(shown + "/key-cert.pub");
        assertThat(path(seen, "userknownhostsfile")).contains(shown + "/known_hosts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "with space", "it's", "with\"quote", "100%h", "$(touch x);`y`"})
    void proxyCommand_anyDirectory_reachesTheProgramUnharmed(String name) throws Exception {
        Path launcher = recorder(name);
        SshOutput output = new SshOutput(new ProxyCommandForm.Program(List.of(launcher.toString(), "-Dx=a b")));
        Path directory = written(output, name);

        Tool.run("ssh", "-F", directory.resolve("ssh_config").toString(), "node-1.lab-leaf", "true");

        assertThat(Files.readAllLines(launcher.resolveSibling("arguments")))
                .containsExactly(
                        "-Dx=a b",
                        "ssh-proxy",
                        "--identity",
                        directory + "/identity",
                        "--proxy",
                        "proxy.example.com:443",
                        "--cluster",
                        "lab-leaf",
                        "--",
                        "node-1.lab-leaf:22");
    }

    @Test
    void config_names_goToTheirClusters() {
        Path directory = written(program(), "d");

        assertThat(ask(directory, "node-1.lab-root").get("hostname")).isEqualTo("node-1.lab-root");
        assertThat(ask(directory, "node-1.lab-root").get("proxycommand")).contains("--cluster lab-root ");
        assertThat(ask(directory, "leaf-node.lab-leaf").get("hostname")).isEqualTo("leaf-node.lab-leaf");
        assertThat(ask(directory, "leaf-node.lab-leaf").get("proxycommand")).contains("--cluster lab-leaf ");
        assertThat(ask(directory, "ip-10-0-0-1.ec2.internal").get("hostname"))
                .isEqualTo("ip-10-0-0-1.ec2.internal.lab-root");
    }

    @Test
    void config_leafBelowTheRootsName_goesToTheLeaf() {
        TestAuthority below = new TestAuthority("leaf.lab-root");
        Path directory = written(program(), root.credentials(JobKey.p256(), below), "d");

        assertThat(ask(directory, "a.leaf.lab-root").get("proxycommand")).contains("--cluster leaf.lab-root ");
        assertThat(ask(directory, "a.lab-root").get("proxycommand")).contains("--cluster lab-root ");
        assertThat(text(directory, "known_hosts").lines().findFirst())
                .hasValueSatisfying(
                        line -> assertThat(line)
                                .startsWith(
                                        "@cert-authority proxy.example.com,lab-root,*.lab-root,!leaf.lab-root,!*.leaf.lab-root "));
    }

    @Test
    void openSsl_node_isAskedForWithoutItsCluster() throws Exception {
        Path directory = written(new SshOutput(new ProxyCommandForm.OpenSsl()), "it's a place");
        Path bin = Files.createDirectory(temporary.resolve("bin"));
        Files.copy(recorder("fake"), bin.resolve("ssh"));
        bin.resolve("ssh").toFile().setExecutable(true);

        for (String[] row : new String[][] {
            {"node-1", "22", "proxy:node-1:0@lab-root"}, {"node-1.lab-root", "3022", "proxy:node-1:3022@lab-root"}
        }) {
            Tool.run(
                    "env",
                    "PATH=" + bin + ":/usr/bin:/bin",
                    "/usr/bin/ssh",
                    "-F",
                    directory.resolve("ssh_config").toString(),
                    "-l",
                    "deploy",
                    "-p",
                    row[1],
                    row[0]);
            assertThat(Files.readAllLines(bin.resolve("arguments")))
                    .containsExactly(
                            "-F", directory + "/ssh_proxy_config", "-l", "deploy", "-s", "proxy.example.com", row[2]);
        }
    }

    @Test
    void openSsl_innerConfig_verifiesBothServers() {
        Path directory = written(new SshOutput(new ProxyCommandForm.OpenSsl()), "it's a place");

        Map<String, String> inner = ask(directory.resolve("ssh_proxy_config"), directory, "proxy.example.com");

        assertThat(inner.get("proxycommand"))
                .contains("-alpn teleport-proxy-ssh", "-connect proxy.example.com:443", "-verify_return_error -CAfile");
        assertThat(inner).containsEntry("stricthostkeychecking", "true").containsEntry("hostname", "proxy.example.com");
        assertThat(text(directory, "teleport-host-ca.crt")).contains("BEGIN CERTIFICATE");
    }

    @Test
    void openSsl_addressAsProxy_sendsNoServerName() {
        ProxyCommandForm form = new ProxyCommandForm.OpenSsl();

        assertThat(form.innerConfig(new Place(temporary, temporary, "10.0.0.1", 443)))
                .hasValueSatisfying(text -> assertThat(text).doesNotContain("-servername"));
        assertThat(form.innerConfig(new Place(temporary, temporary, "fe80::1", 443)))
                .hasValueSatisfying(
                        text -> assertThat(text).doesNotContain("-servername").contains("'[fe80::1]:443'"));
    }

    @Test
    void program_withoutWordsOrWithLineBreak_isRefused() {
        assertThatThrownBy(() -> new ProxyCommandForm.Program(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProxyCommandForm.Program(List.of("/bin/x\nHost *")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static SshOutput program() {
        return new SshOutput(new ProxyCommandForm.Program(List.of("/opt/machine id/bin/machine-id")));
    }

    private static Place place(Path directory) {
        return new Place(directory, directory, "proxy.example.com", 443);
    }

    private Path written(SshOutput output, String name) {
        return written(output, credentials, name);
    }

    private Path written(SshOutput output, Credentials what, String name) {
        Path directory = temporary.resolve(name);
        try {
            Files.createDirectories(directory);
            for (var file : output.write(what, place(directory)).files().entrySet()) {
                Files.createFile(
                        directory.resolve(file.getKey()),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(directory.resolve(file.getKey()), file.getValue().revealBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    /** A program that writes its arguments beside itself and ends. */
    private Path recorder(String name) throws IOException {
        Path directory = Files.createDirectory(temporary.resolve(name + " bin"));
        Path script = Files.writeString(
                directory.resolve("run it"), "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"${0%/*}/arguments\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    /** Some versions of ssh show a path before its tokens are expanded, some after. */
    private static String path(Map<String, String> seen, String name) {
        return seen.getOrDefault(name, "").replace("%%", "%");
    }

    private static Map<String, String> ask(Path directory, String host) {
        return ask(directory.resolve("ssh_config"), directory, host);
    }

    private static Map<String, String> ask(Path config, Path directory, String host) {
        Tool tool = Tool.run(new ArrayList<>(List.of("ssh", "-G", "-F", config.toString(), host)));
        assertThat(tool.exitCode()).as("in %s: %s", directory, tool.output()).isZero();
        Map<String, String> values = new LinkedHashMap<>();
        tool.output()
                .lines()
                .forEach(line -> values.putIfAbsent(line.replaceAll(" .*", ""), line.replaceFirst("[^ ]* ?", "")));
        return values;
    }

    private static String text(Delivery delivery, String file) {
        return Objects.requireNonNull(delivery.files().get(file)).reveal();
    }

    private static String text(Path directory, String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
