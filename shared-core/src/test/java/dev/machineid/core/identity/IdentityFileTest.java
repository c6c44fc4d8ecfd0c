package dev.machineid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;

class IdentityFileTest {
    private final TestAuthority root = new TestAuthority("lab-root");
    private final TestAuthority leaf = new TestAuthority("lab-leaf");
    private final JobKey key = JobKey.p256();
    private final Credentials credentials = root.credentials(key, leaf);

    @Test
    void write_credentials_keepsTheOrderOfTeleportsReaders() {
        List<String> starts = IdentityFile.write(credentials)
                .reveal()
                .lines()
                .filter(line -> line.startsWith("-----BEGIN") || line.contains(" "))
                .map(line -> line.startsWith("-") ? line : line.replaceAll(" AAAA.*", ""))
                .toList();

        assertThat(starts)
                .containsSubsequence(
                        "-----BEGIN PRIVATE KEY-----",
                        "ecdsa-sha2-nistp256-cert-v01@openssh.com",
                        "-----BEGIN CERTIFICATE-----",
                        "@cert-authority lab-root,*.lab-root ssh-ed25519",
                        "@cert-authority lab-leaf,*.lab-leaf ssh-ed25519",
                        "-----BEGIN CERTIFICATE-----",
                        "-----BEGIN CERTIFICATE-----");
    }

    @Test
    void read_ownFile_givesEverythingBack() {
        StoredIdentity read = IdentityFile.read(IdentityFile.write(credentials).revealBytes());

        assertThat(read.privateKey()).isEqualTo(key.keyPair().getPrivate());
        assertThat(read.tls()).isEqualTo(credentials.tls());
        assertThat(read.ssh()).contains(credentials.ssh());
        assertThat(read.tlsAuthorities())
                .containsExactly(
                        credentials.hostAuthorities().get(0).tlsCertificates().get(0),
                        credentials.hostAuthorities().get(1).tlsCertificates().get(0));
        assertThat(read.sshAuthorities())
                .containsExactly(
                        new SshAuthorityLine(List.of("lab-root", "*.lab-root"), root.sshLine()),
                        new SshAuthorityLine(List.of("lab-leaf", "*.lab-leaf"), leaf.sshLine()));
        assertThat(read.toString()).isEqualTo("StoredIdentity(bot-ci)");
    }

    @Test
    void read_rsaAsPkcs1_isWhatTbotWrites() {
        JobKey rsa = JobKey.rsa2048();

        assertThat(IdentityFile.read(withKey(rsa, "RSA PRIVATE KEY")).privateKey())
                .isEqualTo(rsa.keyPair().getPrivate());
    }

    @Test
    void read_ecAsSec1_isRead() {
        PrivateKey read = IdentityFile.read(withKey(key, "EC PRIVATE KEY")).privateKey();

        assertThat(((ECPrivateKey) read).getS())
                .isEqualTo(((ECPrivateKey) key.keyPair().getPrivate()).getS());
    }

    @Test
    void read_windowsLineEnds_isRead() {
        String text = IdentityFile.write(credentials).reveal().replace("\n", "\r\n");

        assertThat(IdentityFile.read(text.getBytes(StandardCharsets.US_ASCII)).ssh())
                .contains(credentials.ssh());
    }

    @Test
    void read_certificateOfAnotherKey_isRefused() {
        String other = IdentityFile.write(root.credentials(JobKey.p256())).reveal();
        String own = IdentityFile.write(credentials).reveal();
        int line = own.indexOf("ecdsa-sha2");
        int otherTls = other.indexOf("-----BEGIN CERTIFICATE");
        int tls = own.indexOf("-----BEGIN CERTIFICATE");
        String mixed = own.substring(0, line) + own.substring(line, tls) + other.substring(otherTls);

        assertUnreadable(mixed.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void read_rsaKeyOfAnotherCertificate_isRefused() {
        String own = IdentityFile.write(root.credentials(JobKey.rsa2048())).reveal();
        String other = IdentityFile.write(root.credentials(JobKey.rsa2048())).reveal();
        String mixed = other.substring(0, other.indexOf("ssh-rsa-cert")) + own.substring(own.indexOf("ssh-rsa-cert"));

        assertUnreadable(mixed.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void read_cutFile_isRefusedOrWhole() {
        byte[] whole = IdentityFile.write(credentials).revealBytes();
        int needed = new String(whole, StandardCharsets.US_ASCII).indexOf("@cert-authority");
        for (int length = 0; length < needed - 1; length += 3) {
            assertUnreadable(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void read_randomDamage_failsOnlyInTheTypedWay() {
        byte[] whole = IdentityFile.write(credentials).revealBytes();
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                assertThat(IdentityFile.read(damaged).tls()).isNotNull();
            } catch (InvalidRequestException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIALS_UNREADABLE);
            }
        }
    }

    @Test
    void read_unknownKeyKinds_areRefused() throws Exception {
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] der = ed25519.getPrivate().getEncoded();

        assertUnreadable(replaceKey(credentials, PemBlocks.write("PRIVATE KEY", der)));
        assertUnreadable(replaceKey(credentials, PemBlocks.write("OPENSSH PRIVATE KEY", der)));
        assertUnreadable(replaceKey(credentials, PemBlocks.write("RSA PRIVATE KEY", der)));
    }

    @Test
    void read_failure_neverQuotesTheKey() {
        byte[] broken = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LWNhbmFyeQ==\n-----END PRIVATE KEY-----\n"
                .repeat(2)
                .getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> IdentityFile.read(broken)).isInstanceOfSatisfying(InvalidRequestException.class, e -> {
            assertThat(e.render()).doesNotContain("canary", "c2VjcmV0");
            assertThat(e.getCause()).isNull();
        });
    }

    private byte[] withKey(JobKey jobKey, String type) {
        try {
            PrivateKey own = jobKey.keyPair().getPrivate();
            byte[] inner = PrivateKeyInfo.getInstance(own.getEncoded())
                    .parsePrivateKey()
                    .toASN1Primitive()
                    .getEncoded();
            if (type.startsWith("EC")) { // SEC1 carries its curve; inside PKCS#8 it stands outside
                var sec1 = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(inner);
                inner = new org.bouncycastle.asn1.sec.ECPrivateKey(
                                256, sec1.getKey(), org.bouncycastle.asn1.sec.SECObjectIdentifiers.secp256r1)
                        .getEncoded();
            }
            return replaceKey(root.credentials(jobKey, leaf), PemBlocks.write(type, inner));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] replaceKey(Credentials credentials, byte[] keyPem) {
        String text = IdentityFile.write(credentials).reveal();
        String rest = text.substring(text.indexOf(credentials.ssh().line()));
        return (new String(keyPem, StandardCharsets.US_ASCII) + rest).getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertUnreadable(byte[] content) {
        assertThatThrownBy(() -> IdentityFile.read(content))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIALS_UNREADABLE));
    }
}
