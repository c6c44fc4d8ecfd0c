package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLookupTest {
    @TempDir
    Path directory;

    private void require(String command) {
        CommandLookup.require(command, Map.of("PATH", "/no/such:" + directory), directory);
    }

    private void assertUnavailable(String command, int code) {
        assertThatThrownBy(() -> require(command))
                .isInstanceOfSatisfying(
                        CommandUnavailable.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(code));
    }

    @Test
    void program_inPathOrByPath_isAccepted() throws Exception {
        Path tool = Files.createFile(directory.resolve("tool"));
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        require("tool");
        require("./tool");
        require(tool.toString());
        CommandLookup.require("sh", Map.of(), directory);
    }

    @Test
    void nothing_isNotFound() {
        assertUnavailable("tool", 127);
        assertUnavailable("./tool", 127);
        assertUnavailable("", 127);
        assertUnavailable("nul\0", 127);
    }

    @Test
    void fileWithoutModeOrDirectory_isNotExecutable() throws Exception {
        Files.createFile(directory.resolve("data"));
        Files.createDirectory(directory.resolve("folder"));
        assertUnavailable("data", 126);
        assertUnavailable("./folder", 126);
    }
}
