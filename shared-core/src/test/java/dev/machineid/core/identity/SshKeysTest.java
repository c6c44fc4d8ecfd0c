package dev.machineid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshKeysTest {
    private static final String ED25519 =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    @Test
    void line_withComment_isReadAndWrittenWithoutIt() {
        assertThat(SshKeys.line(SshKeys.wire(ED25519 + " someone@somewhere\n"))).isEqualTo(ED25519);
    }

    @Test
    void fingerprint_knownKey_isWhatOpenSshPrints() {
        assertThat(SshKeys.fingerprint(ED25519)).isEqualTo("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
    }

    @Test
    void fingerprint_newKey_isWhatOpenSshPrints(@TempDir Path directory) throws Exception {
        assumeTrue(Tool.exists("ssh-keygen"));
        String line = JobKey.p256().sshPublicLine();
        Path file = Files.writeString(directory.resolve("key.pub"), line + "\n");

        assertThat(Tool.run("ssh-keygen", "-lf", file.toString()).output()).contains(SshKeys.fingerprint(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-ed25519",
                "ssh-ed25519 !!!!",
                "ssh-ed25519 AAAA",
                "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
                "ssh-ed25519 /////wAAAA==",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n@cert-authority * x"
            })
    void wire_brokenLine_isRefused(String line) {
        assertThatThrownBy(() -> SshKeys.wire(line)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void line_typeWithLineBreak_isRefused() {
        byte[] wire = new byte[] {0, 0, 0, 3, 'a', '\n', 'b'};

        assertThatThrownBy(() -> SshKeys.line(wire)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void wire_hugeLine_isRefusedBeforeDecoding() {
        String line = "ssh-rsa " + Base64.getEncoder().encodeToString(new byte[600_000]);

        assertThatThrownBy(() -> SshKeys.wire(line))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.details()).containsExactly("reason: it is too long"));
    }
}
