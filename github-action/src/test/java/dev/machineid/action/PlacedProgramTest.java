package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.PrivateDirectory;
import dev.machineid.core.session.Registry;
import dev.machineid.core.session.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program beside the credentials, what is started with it, and which shell runs a script. */
class PlacedProgramTest {
    @TempDir
    Path directory;

    private TestStep step;
    private PrivateDirectory place;

    @BeforeEach
    void prepare() throws IOException {
        step = new TestStep(directory).input("proxy", "127.0.0.1:1").input("token", "x");
        place = PrivateDirectory.create(directory.resolve("place"), new Workspace(List.of(), true));
    }

    @Test
    void place_jar_isTheOneOfTheBuildAndPrivate() throws IOException {
        List<String> command = PlacedProgram.place(step.step(), place);
        Path jar = Path.of(command.get(command.size() - 1));

        assertThat(jar).isAbsolute().startsWith(place.path());
        assertThat(jar).hasSameBinaryContentAs(Path.of("../command/target/machine-id.jar"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(jar)))
                .isEqualTo("rw-------");
        assertThat(command.get(0)).isEqualTo(System.getProperty("java.home") + "/bin/java");
    }

    @Test
    void command_ofEachJava_hasOnlyTheFlagsItKnows() {
        assertThat(PlacedProgram.command(Path.of("/j"), Path.of("/x.jar"), 17))
                .containsExactly(
                        "/j/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-jar", "/x.jar");
        assertThat(PlacedProgram.command(Path.of("/j"), Path.of("/x.jar"), 25))
                .contains("--sun-misc-unsafe-memory-access=allow");
    }

    private Background background(List<String> program) {
        try (var toolkit = step.toolkit()) {
            return new Background(step.step(), Options.of(Inputs.read(toolkit), step.step()), program);
        }
    }

    @Test
    void background_thatEndsAtOnce_isAnErrorWithItsWords() {
        Registry.claim(place, new Marker(Instant.now(), Instant.now().plusSeconds(60), Optional.empty()));
        Background background =
                background(List.of("/bin/sh", "-c", "echo 'error[MID-1102]: no token' >&2; exit 4", "sh"));

        // The flag for memory goes in front of the shell's own words, which it refuses: an end at once, too.
        assertThatThrownBy(() -> background.start(place.path()))
                .isInstanceOfSatisfying(FaultException.class, failed -> {
                    assertThat(failed.code()).isEqualTo(ErrorCode.RENEWAL_NOT_STARTED);
                    assertThat(failed.advice()).contains("longer ttl");
                });
    }

    @Test
    void background_program_thatIsNotThere_isAnError() {
        Registry.claim(place, new Marker(Instant.now(), Instant.now().plusSeconds(60), Optional.empty()));

        assertThatThrownBy(
                        () -> background(List.of("/nowhere/java", "-jar", "x")).start(place.path()))
                .isInstanceOfSatisfying(
                        FaultException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.RENEWAL_NOT_STARTED));
    }

    @Test
    void shell_isBash_elseSh_elseAnError() throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        step.variables.put("PATH", "relative::" + bin);
        assertThatThrownBy(() -> ScopedRun.shell(step.step()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.COMMAND_NOT_STARTED));

        Path sh = program(bin.resolve("sh"));
        assertThat(ScopedRun.shell(step.step())).containsExactly(sh.toString(), "-e");

        Path bash = program(bin.resolve("bash"));
        assertThat(ScopedRun.shell(step.step()))
                .containsExactly(bash.toString(), "--noprofile", "--norc", "-eo", "pipefail");
    }

    private static Path program(Path file) throws IOException {
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
}
