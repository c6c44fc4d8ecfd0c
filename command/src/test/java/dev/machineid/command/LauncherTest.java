package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {
    private static final Path JAVA = Path.of("/opt/java");

    @TempDir
    Path directory;

    private Path jar = Path.of("");

    @BeforeEach
    void realDirectory() throws Exception {
        directory = directory.toRealPath();
        jar = Files.createFile(directory.resolve("machine-id.jar"));
    }

    @Test
    void jar_outsideTheWorkspace_isStartedByAbsolutePath() {
        Launcher launcher = Launcher.find("", Optional.of(jar), JAVA, Map.of());
        assertThat(launcher.argv())
                .startsWith("/opt/java/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
                .endsWith("-jar", jar.toString());
        assertThat(launcher.why()).isEmpty();
    }

    @Test
    void flags_ofAnOldJava_holdNoneItRefuses() {
        assertThat(Launcher.flags(22)).noneMatch(flag -> flag.startsWith("--sun"));
        assertThat(Launcher.flags(23)).contains("--sun-misc-unsafe-memory-access=allow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GITHUB_WORKSPACE", "CI_PROJECT_DIR", "CIRCLE_WORKING_DIRECTORY", "WORKSPACE"})
    void jar_inTheWorkspace_isNotUsed(String variable) {
        Launcher launcher = Launcher.find("", Optional.of(jar), JAVA, Map.of(variable, directory.toString()));
        assertThat(launcher.argv()).isEmpty();
        assertThat(launcher.why()).contains("lies in the workspace " + directory);
    }

    @Test
    void jar_inTheWorkspaceBehindALink_isNotUsed() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        Launcher launcher = Launcher.find(
                "", Optional.of(link.resolve("machine-id.jar")), JAVA, Map.of("WORKSPACE", directory.toString()));
        assertThat(launcher.argv()).isEmpty();
    }

    @Test
    void classesOrNothing_areNoProgram() {
        assertThat(Launcher.find("", Optional.of(directory), JAVA, Map.of()).why())
                .contains("does not run from its jar");
        assertThat(Launcher.find("", Optional.empty(), JAVA, Map.of()).argv()).isEmpty();
        assertThat(Launcher.find("", Optional.of(directory.resolve("gone.jar")), JAVA, Map.of())
                        .argv())
                .isEmpty();
    }

    @Test
    void namedLauncher_isTakenInstead() throws Exception {
        Path bundle = Files.createFile(directory.resolve("machine-id"));
        assertThat(bundle.toFile().setExecutable(true)).isTrue();
        assertThat(Launcher.find(bundle.toString(), Optional.of(jar), JAVA, Map.of())
                        .argv())
                .containsExactly(bundle.toString());
    }

    @Test
    void namedLauncher_thatCannotBeUsed_isToldAndNothingElseIsTaken() throws Exception {
        Path spaced = Files.createFile(directory.resolve("machine id"));
        assertThat(spaced.toFile().setExecutable(true)).isTrue();
        for (String named : List.of("relative", jar.toString(), spaced.toString(), "/no/such")) {
            Launcher launcher = Launcher.find(named, Optional.of(jar), JAVA, Map.of());
            assertThat(launcher.argv()).as(named).isEmpty();
            assertThat(launcher.why()).contains("machineid.launcher");
        }
    }
}
