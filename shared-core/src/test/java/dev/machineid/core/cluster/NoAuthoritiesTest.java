package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

class NoAuthoritiesTest {
    private final NoAuthorities trust = new NoAuthorities();

    @Test
    void checkServerTrusted_anyChain_isRefused() {
        assertThatThrownBy(() -> trust.checkServerTrusted(new X509Certificate[0], "ECDHE"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void checkClientTrusted_anyChain_isRefused() {
        assertThatThrownBy(() -> trust.checkClientTrusted(new X509Certificate[0], "ECDHE"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void acceptedIssuers_none() {
        assertThat(trust.getAcceptedIssuers()).isEmpty();
    }
}
