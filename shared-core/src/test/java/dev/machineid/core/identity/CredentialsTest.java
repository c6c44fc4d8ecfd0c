package dev.machineid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.InvalidRequestException;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    private final TestAuthority root = new TestAuthority("lab-root");
    private final JobKey key = JobKey.p256();
    private final Credentials good = root.credentials(key, new TestAuthority("lab-leaf"));

    @Test
    void expiry_twoEnds_isTheEarlier() {
        Instant earlier = TestAuthority.END.minusSeconds(600);
        Credentials shorter = new Credentials(
                key, good.ssh(), root.tls(key, new X500Name("CN=bot"), earlier), good.hostAuthorities());

        assertThat(good.expiry()).isEqualTo(TestAuthority.END);
        assertThat(shorter.expiry()).isEqualTo(earlier);
    }

    @Test
    void clusters_rootAndLeaf_areTold() {
        assertThat(good.cluster()).isEqualTo("lab-root");
        assertThat(good.leaves()).containsExactly("lab-leaf");
    }

    @Test
    void constructor_certificatesOfAnotherKey_areRefused() {
        JobKey other = JobKey.p256();
        Credentials others = root.credentials(other);

        assertThatThrownBy(() -> new Credentials(key, others.ssh(), good.tls(), good.hostAuthorities()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("SSH certificate");
        assertThatThrownBy(() -> new Credentials(key, good.ssh(), others.tls(), good.hostAuthorities()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("TLS certificate");
    }

    @Test
    void constructor_noAuthority_isRefused() {
        assertThatThrownBy(() -> new Credentials(key, good.ssh(), good.tls(), List.of()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "a\nb", "a'b", "a\"b", "*", "a,b", "-oProxyCommand=x", "a;b", "$(x)", "a%h", "ä"})
    void authority_hostileClusterName_isRefused(String name) {
        assertThatThrownBy(() -> new CertAuthority(name, "host", List.of(), List.of()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.render().lines()).hasSize(4));
    }

    @Test
    void authority_commentOnAKey_isDropped() {
        CertAuthority authority =
                new CertAuthority("lab", "host", List.of(root.sshLine() + " x", root.sshLine()), List.of());

        assertThat(authority.sshKeyLines()).containsExactly(root.sshLine());
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.com", "10.0.0.1", "::1", "fe80::1", "localhost", "a_b"})
    void host_goodNames_pass(String name) {
        assertThat(SafeNames.host(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "[::1]", "-x", "a:443", "::1%eth0", "a\r\nb", "::'"})
    void host_badNames_areRefused(String name) {
        assertThatThrownBy(() -> SafeNames.host(name)).isInstanceOf(InvalidRequestException.class);
    }
}
