package dev.machineid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsCertificatesTest {
    private final X509Certificate first = new TestAuthority("a").tlsAuthority();
    private final X509Certificate second = new TestAuthority("b").tlsAuthority();

    @Test
    void pem_twoCertificates_areReadBack() {
        String pem = TlsCertificates.pem(List.of(first, second));

        assertThat(TlsCertificates.parse(pem)).containsExactly(first, second);
        assertThat(pem.lines()).allMatch(line -> line.length() <= 64);
    }

    @Test
    void parse_der_isRead() throws Exception {
        assertThat(TlsCertificates.parse(first.getEncoded())).containsExactly(first);
    }

    @Test
    void parse_otherBlocksAndTextBetween_areSkipped() {
        String pem = "hello\n" + JobKey.p256().tlsPublicPem() + TlsCertificates.pem(first) + "bye";

        assertThat(TlsCertificates.parse(pem)).containsExactly(first);
    }

    @Test
    void pin_certificate_isTheDigestOfItsPublicKeyInfo() throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(first.getPublicKey().getEncoded());

        assertThat(TlsCertificates.pin(first))
                .isEqualTo("sha256:" + HexFormat.of().formatHex(digest));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not pem",
                "-----BEGIN CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n%%%%\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "0broken der"
            })
    void parse_brokenInput_isRefused(String text) {
        assertThatThrownBy(() -> TlsCertificates.parse(text)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void parse_cutDer_isRefused() throws Exception {
        byte[] der = first.getEncoded();
        for (int length = 1; length < der.length; length += 7) {
            byte[] cut = java.util.Arrays.copyOf(der, length);
            assertThatThrownBy(() -> TlsCertificates.parse(cut)).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void parse_tooLarge_isRefused() {
        byte[] large = " ".repeat(5 * 1024 * 1024).getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> TlsCertificates.parse(large)).isInstanceOf(InvalidRequestException.class);
    }
}
