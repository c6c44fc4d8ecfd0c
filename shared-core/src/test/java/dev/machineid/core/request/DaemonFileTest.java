package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonFileTest {
    @TempDir
    Path directory;

    private DaemonFile read(String... lines) throws Exception {
        return DaemonFile.read(Files.writeString(directory.resolve("daemon.yaml"), String.join("\n", lines)));
    }

    private static String text(DaemonFile.Entry entry, String option) {
        return entry.options().values(option).get(0).text();
    }

    @Test
    void file_withoutNames_isOneIdentityWithOneDirectory() throws Exception {
        DaemonFile file = read("proxy: teleport.example.com", "token: a", "directory: /run/a", "readers: [group:ci]");

        assertThat(file.listen()).isEmpty();
        assertThat(file.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.identity()).isEqualTo("default");
            assertThat(entry.list("readers")).containsExactly("group:ci");
            assertThat(text(entry, "directory")).isEqualTo("/run/a");
        });
    }

    @Test
    void words_ofTheTop_holdForEveryIdentityAndDestination_unlessItSaysMore() throws Exception {
        DaemonFile file = read(
                "proxy: teleport.example.com",
                "listen: 127.0.0.1:1",
                "readers: group:all",
                "ttl: 30m",
                "identities:",
                "  one:",
                "    token: a",
                "    destinations:",
                "      - directory: /run/a",
                "        outputs: [ssh]",
                "      - directory: /run/b",
                "        outputs: [\"kubernetes:x\", identity]",
                "        readers: [\"user:b\", \"group:c\"]",
                "        ttl: 1h",
                "  two: {token: b, directory: /run/c}");

        assertThat(file.listen()).hasValue("127.0.0.1:1");
        assertThat(file.entries()).extracting(DaemonFile.Entry::identity).containsExactly("one", "one", "two");
        assertThat(file.entries()).extracting(entry -> text(entry, "ttl")).containsExactly("30m", "1h", "30m");
        assertThat(file.entries())
                .extracting(entry -> entry.list("readers"))
                .containsExactly(List.of("group:all"), List.of("user:b", "group:c"), List.of("group:all"));
        assertThat(file.entries().get(1).options().values("outputs")).hasSize(2);
    }

    @Test
    void command_isTakenAsItsWordsAreWritten() throws Exception {
        assertThat(read("reload-command: [sh, -c, \"echo \\\"a b\\\"; true\"]")
                        .entries()
                        .get(0)
                        .list("reload-command"))
                .containsExactly("sh", "-c", "echo \"a b\"; true");
        assertThat(read("reload-command: [\"/opt/my tools/reload\"]")
                        .entries()
                        .get(0)
                        .list("reload-command"))
                .containsExactly("/opt/my tools/reload");
        assertThat(read("reload-command: systemctl reload 'my unit'")
                        .entries()
                        .get(0)
                        .list("reload-command"))
                .containsExactly("systemctl", "reload", "my unit");
    }

    @Test
    void mistakes_areNamedWithTheirLines() {
        assertThatThrownBy(() -> read("proxy: a", "identities:", "  one:", "    tokn: b", "    listen: x"))
                .isInstanceOfSatisfying(InvalidRequestException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.UNKNOWN_OPTION);
                    assertThat(failure.render()).contains("line 4", "did you mean token", "listen");
                });
        assertThatThrownBy(() -> read("destinations: []")).hasMessageContaining("destinations");
        assertThatThrownBy(() -> read("destinations: {directory: /a}")).hasMessageContaining("destinations");
        assertThatThrownBy(() -> read("identities: {}")).hasMessageContaining("identities");
        assertThatThrownBy(() -> read("identities: {\"a b\": {}}")).hasMessageContaining("a b");
        assertThatThrownBy(() -> read("readers: {group: a}")).hasMessageContaining("readers");
        assertThatThrownBy(() -> read("readers: a", "readers: b"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_VALUE));
        assertThatThrownBy(() -> DaemonFile.read(directory.resolve("none"))).hasMessageContaining("does not exist");
    }

    @Test
    void secret_byValue_isRefusedAndNotShown() {
        assertThatThrownBy(() -> read("secret: hunter2-canary"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        failure -> assertThat(failure.render())
                                .contains("secret-env")
                                .doesNotContain("hunter2"));
    }
}
