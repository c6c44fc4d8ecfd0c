package dev.machineid.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateDirectoryTest {
    static final Workspace NONE = new Workspace(List.of(), false);

    @TempDir
    Path base;

    @Test
    void create_missingParents_areMadePrivateToo() throws Exception {
        PrivateDirectory directory = PrivateDirectory.create(base.resolve("a/b"), NONE);

        assertThat(mode(directory.path())).isEqualTo("rwx------");
        assertThat(mode(base.resolve("a"))).isEqualTo("rwx------");
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void create_twice_takesTheExistingOne() {
        PrivateDirectory.create(base.resolve("a"), NONE).write("kept", new byte[0]);

        assertThat(PrivateDirectory.create(base.resolve("a"), NONE).path().resolve("kept"))
                .exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-x---", "rwx---r-x", "rwxrwxrwx", "rwx--x--x"})
    void create_existingOpenDirectory_isRefusedAndLeftAlone(String mode) throws Exception {
        Path open = Files.createDirectory(base.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));

        refused(ErrorCode.DIRECTORY_UNSAFE, () -> PrivateDirectory.create(open, NONE));
        assertThat(mode(open)).isEqualTo(mode);
    }

    @Test
    void create_linkAsLastComponent_isRefused() throws Exception {
        Path real = Files.createDirectory(
                base.resolve("real"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path link = Files.createSymbolicLink(base.resolve("link"), real);
        Path dangling = Files.createSymbolicLink(base.resolve("dangling"), base.resolve("nothing"));

        refused(ErrorCode.LINK_REFUSED, () -> PrivateDirectory.create(link, NONE));
        refused(ErrorCode.LINK_REFUSED, () -> PrivateDirectory.create(dangling, NONE));
        assertThat(base.resolve("nothing")).doesNotExist();
    }

    @Test
    void create_fileInTheWay_isRefused() throws Exception {
        Path file = Files.writeString(base.resolve("file"), "x");

        refused(ErrorCode.DIRECTORY_UNSAFE, () -> PrivateDirectory.create(file, NONE));
    }

    @Test
    void create_relativePathOrRoot_isRefused() {
        refused(ErrorCode.DIRECTORY_UNSAFE, () -> PrivateDirectory.create(Path.of("here"), NONE));
        refused(ErrorCode.DIRECTORY_UNSAFE, () -> PrivateDirectory.create(Path.of("/"), NONE));
    }

    @Test
    void create_worldWritableAncestorWithoutStickyBit_isRefused() throws Exception {
        Path open = Files.createDirectories(base.resolve("open/inner"));
        Files.setPosixFilePermissions(base.resolve("open"), PosixFilePermissions.fromString("rwxrwxrwx"));

        refused(ErrorCode.DIRECTORY_UNSAFE, () -> PrivateDirectory.create(open.resolve("mine"), NONE));
    }

    @Test
    void create_worldWritableParentWithStickyBit_isFine() throws Exception {
        Path sticky = Files.createDirectory(base.resolve("sticky"));
        Files.setAttribute(sticky, "unix:mode", 01777);

        assertThat(PrivateDirectory.create(sticky.resolve("mine"), NONE).path()).isDirectory();
    }

    @Test
    void create_inWorkspace_isRefusedUnlessAllowed() throws Exception {
        Path workspace = Files.createDirectory(base.resolve("checkout"));
        Path around = Files.createSymbolicLink(base.resolve("around"), workspace);
        Map<String, String> environment = Map.of("GITHUB_WORKSPACE", workspace.toString());
        Workspace strict = Workspace.of(environment, false);

        refused(ErrorCode.DIRECTORY_IN_WORKSPACE, () -> PrivateDirectory.create(workspace, strict));
        refused(ErrorCode.DIRECTORY_IN_WORKSPACE, () -> PrivateDirectory.create(workspace.resolve("a/b"), strict));
        refused(ErrorCode.DIRECTORY_IN_WORKSPACE, () -> PrivateDirectory.create(around.resolve("a"), strict));
        refused(
                ErrorCode.DIRECTORY_IN_WORKSPACE,
                () -> PrivateDirectory.create(base.resolve("x/../checkout/a"), strict));
        assertThat(workspace).isEmptyDirectory();
        assertThat(PrivateDirectory.create(base.resolve("checkout-beside"), strict)
                        .path())
                .isDirectory();
        assertThat(PrivateDirectory.create(workspace.resolve("a"), Workspace.of(environment, true))
                        .path())
                .isDirectory();
    }

    @Test
    void workspace_variables_areReadAndHomeIsExpanded() {
        Workspace workspace = Workspace.of(
                Map.of("CIRCLE_WORKING_DIRECTORY", "~/project", "HOME", "/home/ci", "WORKSPACE", "/"), false);

        assertThat(workspace.roots()).containsExactly(Path.of("/home/ci/project"), Path.of("/mnt/workspace"));
    }

    @Test
    void write_file_isPrivateWholeAndAlone() throws Exception {
        PrivateDirectory directory = PrivateDirectory.create(base.resolve("a"), NONE);

        Path file = directory.write("key", Secret.of("content"));
        directory.write("key", Secret.of("newer"));

        assertThat(file).hasContent("newer");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(directory.path().toFile().list()).containsExactly("key");
    }

    @Test
    void write_nestedName_makesPrivateDirectories() throws Exception {
        PrivateDirectory directory = PrivateDirectory.create(base.resolve("a"), NONE);

        Path file = directory.write("cockroach/node.key", Secret.of("content"));

        assertThat(file)
                .isEqualTo(directory.path().resolve("cockroach/node.key"))
                .hasContent("content");
        assertThat(mode(directory.path().resolve("cockroach"))).isEqualTo("rwx------");
    }

    @Test
    void write_throughLink_isRefusedAndTheTargetKept() throws Exception {
        PrivateDirectory directory = PrivateDirectory.create(base.resolve("a"), NONE);
        Path victim = Files.writeString(base.resolve("victim"), "before");
        Files.createSymbolicLink(directory.path().resolve("key"), victim);
        Files.createSymbolicLink(directory.path().resolve("folder"), base);

        refused(ErrorCode.LINK_REFUSED, () -> directory.write("key", Secret.of("after")));
        refused(ErrorCode.LINK_REFUSED, () -> directory.write("folder/victim", Secret.of("after")));
        assertThat(victim).hasContent("before");
    }

    @Test
    void write_ontoDirectory_failsAndLeavesNothingBehind() throws Exception {
        PrivateDirectory directory = PrivateDirectory.create(base.resolve("a"), NONE);
        directory.write("key/inner", new byte[0]);

        refused(ErrorCode.CANNOT_WRITE, () -> directory.write("key", Secret.of("after")));
        assertThat(directory.path().toFile().list()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "/x", "a//b", "a/../b", "a b", "a\nb"})
    void write_hostileName_isRefused(String name) {
        PrivateDirectory directory = PrivateDirectory.create(base.resolve("a"), NONE);

        assertThatThrownBy(() -> directory.write(name, new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    /** The umask belongs to the process, so another Java is started under it. */
    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077", "277", "777"})
    void create_anyUmask_endsInTheSameModes(String umask) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "umask " + umask + "; exec \"$@\"",
                        "sh",
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UmaskProgram.class.getName(),
                        base.resolve("a/b").toString())
                .inheritIO()
                .start();

        assertThat(process.waitFor()).isZero();
        try (Stream<Path> all = Files.walk(base.resolve("a"))) {
            assertThat(all)
                    .hasSize(5)
                    .allSatisfy(path ->
                            assertThat(mode(path)).isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    /** Writes one file and one nested file. */
    static final class UmaskProgram {
        private UmaskProgram() {}

        public static void main(String[] arguments) {
            PrivateDirectory directory = PrivateDirectory.create(Path.of(arguments[0]), NONE);
            directory.write("key", "x".getBytes(StandardCharsets.UTF_8));
            directory.write("inner/key", "x".getBytes(StandardCharsets.UTF_8));
        }
    }

    static String mode(Path path) throws java.io.IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MachineIdException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
