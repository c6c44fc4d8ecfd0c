package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
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
    void jar_isOneSmallRunnableProgram_withoutSignatures() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            var attributes = jar.getManifest().getMainAttributes();
            assertThat(attributes.getValue("Main-Class")).isEqualTo(Main.class.getName());
            assertThat(attributes.getValue("Multi-Release")).isNull();
            assertThat(jar.getManifest().getEntries()).isEmpty();
            assertThat(jar.stream().map(JarEntry::getName))
                    .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"))
                    .noneMatch(name -> name.startsWith("META-INF/versions/") || name.endsWith("module-info.class"))
                    .contains("META-INF/LICENSE", Rehearsal.class.getName().replace('.', '/') + ".class");
        }
        assertThat(JAR).satisfies(file -> assertThat(Files.size(file)).isLessThan(4_000_000));
        TestRun.Outcome version = jar(new TestRun(directory), "version");
        assertThat(version.code()).isZero();
        assertThat(version.out()).doesNotContain("${").doesNotContain("unknown");
    }

    @Test
    void jar_holdsTheLicenceOfEveryLibrary_andOfWhatItsFoldersName() throws Exception {
        Set<String> libraries = new TreeSet<>();
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                String[] path = entry.getName().split("/", -1);
                if (path.length == 4
                        && entry.getName().startsWith("META-INF/licenses/")
                        && path[3].startsWith("LICENSE")) {
                    assertThat(entry.getSize()).as(entry.getName()).isGreaterThan(500);
                    libraries.add(path[2]);
                }
            }
            assertThat(jar.getEntry("META-INF/licenses/THIRD-PARTY.md")).isNotNull();
        }
        assertThat(libraries)
                .contains("bcprov-jdk18on", "commons-cli", "jackson-core", "kotlin-stdlib", "okhttp-jvm", "okio-jvm")
                .contains("protobuf-javalite", "snakeyaml-engine");
    }

    @Test
    void entries_haveOneTimeAndOneOrder() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<JarEntry> entries = jar.stream().toList();
            assertThat(entries.stream().map(JarEntry::getTimeLocal).distinct()).hasSize(1);
            assertThat(entries.stream().skip(1).map(JarEntry::getName)).isSorted();
        }
    }

    @Test
    void stackTrace_namesClassesAndLines() throws Exception {
        TestRun.Outcome refused =
                jar(new TestRun(directory), "login", "--proxy", "localhost:1", "--token", "none", "--debug");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("error[MID-");
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

    @Test
    void stdinEnv_readsARealPipe(LabCluster cluster) throws Exception {
        TestRun run = new TestRun(directory, cluster);
        run.input = cluster.issuer()
                .mint(dev.machineid.lab.issuer.Shapes.jenkins("lab-root"))
                .revealBytes();
        TestRun.Outcome login =
                jar(run, "login", "--token", "deploy-jenkins", "--stdin-env", "ID", "--oidc-env", "ID", "--json");
        assertThat(login.code()).as(login.err()).isZero();
        assertThat(login.out()).contains("\"join_method\":\"generic_oidc\"");
    }
}
