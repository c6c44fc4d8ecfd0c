package dev.machineid.core.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class TrustBundleTest {
    private final TestAuthority authority = new TestAuthority("lab-root");

    private static Map<?, ?> parse(String json) {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(json);
    }

    private static byte[] pem(String type, byte[] der) {
        return PemBlocks.write(type, der);
    }

    @Test
    void json_isAJwkSetOfTheStandard() {
        PublicKey key = JobKey.p256().keyPair().getPublic();
        X509Certificate certificate = authority.tlsAuthority();
        Map<?, ?> bundle = parse(new TrustBundle("lab-root", List.of(certificate), List.of(key)).json());

        List<?> keys = (List<?>) requireNonNull(bundle.get("keys"));
        assertThat(keys).hasSize(2);
        Map<?, ?> first = (Map<?, ?>) keys.get(0);
        assertThat(first.get("use")).isEqualTo("x509-svid");
        assertThat(first.get("kty")).isEqualTo("EC");
        assertThat(first.get("crv")).isEqualTo("P-256");
        assertThat((List<?>) first.get("x5c"))
                .hasToString("[" + Base64.getEncoder().encodeToString(TlsCertificates.der(certificate)) + "]");
        Map<?, ?> second = (Map<?, ?>) keys.get(1);
        assertThat(second.get("use")).isEqualTo("jwt-svid");
        assertThat(second.get("kid")).isEqualTo(WebKeys.id(key));
        byte[] point = SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getPublicKeyData()
                .getOctets();
        byte[] x = Base64.getUrlDecoder().decode(String.valueOf(second.get("x")));
        byte[] y = Base64.getUrlDecoder().decode(String.valueOf(second.get("y")));
        assertThat(x).hasSize(32).isEqualTo(java.util.Arrays.copyOfRange(point, 1, 33));
        assertThat(y).hasSize(32).isEqualTo(java.util.Arrays.copyOfRange(point, 33, 65));
    }

    @Test
    void json_ofAnRsaKey_hasItsNumbers() {
        PublicKey key = JobKey.rsa2048().keyPair().getPublic();
        Map<?, ?> bundle = parse(new TrustBundle("lab-root", List.of(authority.tlsAuthority()), List.of(key)).json());

        Map<?, ?> entry = (Map<?, ?>) ((List<?>) requireNonNull(bundle.get("keys"))).get(1);
        assertThat(entry.get("e")).isEqualTo("AQAB");
        assertThat(Base64.getUrlDecoder().decode(String.valueOf(entry.get("n"))))
                .hasSize(256);
    }

    @Test
    void pem_holdsEveryAuthority() {
        X509Certificate one = authority.tlsAuthority();
        X509Certificate two = new TestAuthority("lab-root").tlsAuthority();
        assertThat(TlsCertificates.parse(new TrustBundle("lab-root", List.of(one, two), List.of()).pem()))
                .containsExactly(one, two);
    }

    @Test
    void constructor_emptyGiantOrForeignBundle_isRefused() {
        X509Certificate good = authority.tlsAuthority();
        X509Certificate noAuthority = authority.tls(JobKey.p256(), new X500Name("CN=x"), TestAuthority.END);
        PublicKey key = JobKey.p256().keyPair().getPublic();
        assertThatThrownBy(() -> new TrustBundle("r", List.of(), List.of()))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new TrustBundle("r", Collections.nCopies(65, good), List.of()))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new TrustBundle("r", List.of(good), Collections.nCopies(65, key)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new TrustBundle("r", List.of(good, noAuthority), List.of()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void publicKey_inEveryForm_isRead() {
        PublicKey ec = JobKey.p256().keyPair().getPublic();
        PublicKey rsa = JobKey.rsa2048().keyPair().getPublic();
        byte[] older = SubjectPublicKeyInfo.getInstance(rsa.getEncoded())
                .getPublicKeyData()
                .getOctets();
        assertThat(WebKeys.parse(pem("PUBLIC KEY", ec.getEncoded()))).isEqualTo(ec);
        assertThat(WebKeys.parse(pem("PUBLIC KEY", rsa.getEncoded()))).isEqualTo(rsa);
        assertThat(WebKeys.parse(pem("RSA PUBLIC KEY", older))).isEqualTo(rsa);
        assertThat(WebKeys.id(rsa)).isEqualTo(WebKeys.id(WebKeys.parse(pem("RSA PUBLIC KEY", older))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n",
                "-----BEGIN RSA PUBLIC KEY-----\nMAA=\n-----END RSA PUBLIC KEY-----\n"
            })
    void publicKey_thatIsNone_isRefused(String text) {
        assertThatThrownBy(() -> WebKeys.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidRequestException.class);
    }
}
