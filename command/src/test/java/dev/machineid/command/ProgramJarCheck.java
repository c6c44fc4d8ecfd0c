package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What only the packaged program can show; runs after packaging. */
@ExtendWith(LabClusterExtension.class)
class ProgramJarCheck {
    private static final Path JAR = Path.of(System.getProperty("machineid.jar", "target/machine-id.jar"))
            .toAbsolutePath();

    @TempDir
    Path directory;

    private TestRun.Outcome jar(TestRun run, String... line) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(TestRun.java(), "-jar", JAR.toString()));
        command.addAll(List.of(line));
        return run.finish(run.started(command));
    }

    @Test
    void jar_isOneRunnableProgram_withoutBrokenSignatures() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            var attributes = jar.getManifest().getMainAttributes();
            assertThat(attributes.getValue("Main-Class")).isEqualTo(Main.class.getName());
            assertThat(attributes.getValue("Multi-Release")).isEqualTo("true");
            assertThat(jar.getManifest().getEntries()).isEmpty();
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"))
                    .contains("META-INF/LICENSE-machine-id", "META-INF/NOTICE");
        }
        TestRun.Outcome version = jar(new TestRun(directory), "version");
        assertThat(version.code()).isZero();
        assertThat(version.out()).doesNotContain("${").doesNotContain("unknown");
    }

    @Test
    void jar_isItsOwnProxyCommand(LabCluster cluster) throws Exception {
        TestRun run = new TestRun(directory, cluster);
        TestRun.Outcome login = jar(run, "login", "--ssh");
        assertThat(login.code()).as(login.err()).isZero();
        Map<String, String> variables = TestRun.exported(login.out());
        String config = TestRun.of(variables, "MACHINE_ID_SSH_CONFIG");
        assertThat(Files.readString(Path.of(config))).contains("-jar " + JAR.toRealPath() + " ssh-proxy");
        for (String node : List.of("node-1", "leaf-node.lab-leaf")) {
            TestRun.Outcome ssh = run.command("ssh", "-F", config, "-l", "ci", node, "echo hello");
            assertThat(ssh.out()).as(ssh.err()).isEqualTo("hello\n");
        }
        run.variables.putAll(variables);
        assertThat(jar(run, "status").code()).isZero();
        assertThat(jar(run, "logout").out()).startsWith("removed ");
        assertThat(run.files()).isZero();
    }
}
