package dev.machineid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshCertificateTest {
    private final TestAuthority authority = new TestAuthority("lab-root");
    private final JobKey key = JobKey.p256();

    @Test
    void parse_userCertificate_readsEveryField() {
        SshCertificate certificate = SshCertificate.parse(authority.ssh(key, "bot-ci", "root", "deploy") + " comment");

        assertThat(certificate.type()).isEqualTo("ecdsa-sha2-nistp256-cert-v01@openssh.com");
        assertThat(certificate.publicKeyLine()).isEqualTo(key.sshPublicLine());
        assertThat(certificate.serial()).isEqualTo(7);
        assertThat(certificate.host()).isFalse();
        assertThat(certificate.keyId()).isEqualTo("bot-ci");
        assertThat(certificate.principals()).containsExactly("root", "deploy");
        assertThat(certificate.validAfter()).isEqualTo(TestAuthority.START);
        assertThat(certificate.validBefore()).isEqualTo(TestAuthority.END);
        assertThat(certificate.criticalOptions()).isEmpty();
        assertThat(certificate.extensions())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("permit-pty", "", "teleport-roles", "{\"roles\":[\"ci-deployer\"]}"));
        assertThat(certificate.authorityLine()).isEqualTo(authority.sshLine());
        assertThat(certificate.authorityFingerprint()).isEqualTo(SshKeys.fingerprint(authority.sshLine()));
    }

    @Test
    void parse_rsaAndEd25519Keys_areRead() {
        JobKey rsa = JobKey.rsa2048();
        byte[] ed25519 = SshKeys.wire(authority.sshLine());

        assertThat(SshCertificate.parse(authority.ssh(rsa, "bot", "a")).publicKeyLine())
                .isEqualTo(rsa.sshPublicLine());
        assertThat(SshCertificate.parse(certificate(ed25519, 0, 1)).publicKeyLine())
                .isEqualTo(authority.sshLine());
    }

    @Test
    void parse_noLimits_areTheEndsOfTime() {
        SshCertificate certificate = SshCertificate.parse(certificate(key.sshPublicWire(), 0, -1));

        assertThat(certificate.validAfter()).isEqualTo(Instant.EPOCH);
        assertThat(certificate.validBefore()).isEqualTo(Instant.MAX);
    }

    @Test
    void parse_endBeyondTheCalendar_isNoLimit() {
        assertThat(SshCertificate.parse(certificate(key.sshPublicWire(), 0, Long.MAX_VALUE))
                        .validBefore())
                .isEqualTo(Instant.MAX);
    }

    @Test
    void parse_criticalOption_isKept() {
        byte[] wire = authority.sshCertificate(
                key.sshPublicWire(), 1, "bot", List.of("a"), 0, -1, Map.of("source-address", "10.0.0.0/8"), Map.of());

        assertThat(SshCertificate.parse(wire).criticalOptions()).containsEntry("source-address", "10.0.0.0/8");
    }

    @Test
    void line_always_isWhatOpenSshReads(@TempDir Path directory) throws Exception {
        assumeTrue(Tool.exists("ssh-keygen"));
        SshCertificate certificate = SshCertificate.parse(authority.ssh(key, "bot-ci", "root"));
        Path file = Files.writeString(directory.resolve("key-cert.pub"), certificate.line() + "\n");

        assertThat(Tool.run("ssh-keygen", "-L", "-f", file.toString()).output())
                .contains("Key ID: \"bot-ci\"", "permit-pty", certificate.authorityFingerprint());
    }

    @Test
    void parse_plainKey_isRefusedByItsType() {
        assertThatThrownBy(() -> SshCertificate.parse(key.sshPublicLine()))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIALS_UNREADABLE);
                    assertThat(e.details()).containsExactly("reason: its type is not known: ecdsa-sha2-nistp256");
                });
    }

    @Test
    void parse_cutAnywhere_isRefusedAndNothingElse() {
        byte[] wire = certificate(key.sshPublicWire(), 0, -1);
        for (int length = 0; length < wire.length; length++) {
            byte[] cut = Arrays.copyOf(wire, length);
            assertThatThrownBy(() -> SshCertificate.parse(cut)).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void parse_dataBehindTheSignature_isRefused() {
        byte[] wire = certificate(key.sshPublicWire(), 0, -1);

        assertThatThrownBy(() -> SshCertificate.parse(Arrays.copyOf(wire, wire.length + 1)))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void parse_randomDamage_failsOnlyInTheTypedWay() {
        byte[] wire = certificate(key.sshPublicWire(), 0, -1);
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = wire.clone();
            for (int hit = random.nextInt(4); hit >= 0; hit--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(SshCertificate.parse(damaged).line()).isNotEmpty();
            } catch (InvalidRequestException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIALS_UNREADABLE);
            }
        }
    }

    @Test
    void parse_tooManyPrincipals_isRefused() {
        byte[] wire = authority.sshCertificate(
                key.sshPublicWire(), 1, "bot", java.util.Collections.nCopies(2000, "a"), 0, -1, Map.of(), Map.of());

        assertThatThrownBy(() -> SshCertificate.parse(wire)).isInstanceOf(InvalidRequestException.class);
    }

    private byte[] certificate(byte[] publicKey, long after, long before) {
        return authority.sshCertificate(publicKey, 1, "bot", List.of("a"), after, before, Map.of(), Map.of("x", "y"));
    }
}
