package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendFileTest {
    @TempDir
    Path directory;

    private static void assertRefused(Path file, ErrorCode code) {
        for (Runnable action :
                new Runnable[] {new AppendFile(file)::check, () -> new AppendFile(file).append("A=1\n")}) {
            assertThatThrownBy(action::run)
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            refused -> assertThat(refused.code()).isEqualTo(code));
        }
    }

    @Test
    void newFile_isPrivate() throws Exception {
        Path file = directory.resolve("env");
        new AppendFile(file).append("A=1\n");
        assertThat(file).hasContent("A=1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void existingFile_keepsContentAndMode() throws Exception {
        Path file = directory.resolve("env");
        Files.writeString(file, "OLD=1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        new AppendFile(file).append("A=1\n");
        new AppendFile(file).append("B=2\n");
        assertThat(Files.readString(file)).isEqualTo("OLD=1\nA=1\nB=2\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void existingFile_withoutALineBreakAtItsEnd_getsOne() throws Exception {
        Path file = directory.resolve("env");
        Files.writeString(file, "OLD=1");
        new AppendFile(file).append("A=1\n");
        assertThat(Files.readString(file)).isEqualTo("OLD=1\nA=1\n");
    }

    @Test
    void link_isRefused() throws Exception {
        Path target = Files.createFile(directory.resolve("target"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertRefused(link, ErrorCode.LINK_REFUSED);
        assertRefused(
                Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nothing")),
                ErrorCode.LINK_REFUSED);
        assertThat(target).isEmptyFile();
        assertThat(directory.resolve("nothing")).doesNotExist();
    }

    @Test
    void directoryPipeOrMissingParent_isRefused() throws Exception {
        assertRefused(directory, ErrorCode.CANNOT_WRITE);
        assertRefused(directory.resolve("no/such/file"), ErrorCode.CANNOT_WRITE);
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertRefused(pipe, ErrorCode.CANNOT_WRITE);
    }
}
