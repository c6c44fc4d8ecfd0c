package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class AwaitedTrustTest {
    private final HeldCertificate authority =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private final HeldCertificate server = named().signedBy(authority).build();
    private final HeldCertificate stranger = named().build();
    private final HeldCertificate balancer = new HeldCertificate.Builder()
            .signedBy(authority)
            .addSubjectAlternativeName("teleport.example.com")
            .build();
    private final AtomicInteger seen = new AtomicInteger();
    private final CompletableFuture<ClientIdentity> identity = new CompletableFuture<>();
    private final AwaitedTrust trust =
            new AwaitedTrust(identity.thenApply(ClientIdentity::servers), seen::incrementAndGet);

    private static HeldCertificate.Builder named() {
        return new HeldCertificate.Builder().addSubjectAlternativeName("teleport.cluster.local");
    }

    private void known() {
        identity.complete(new ClientIdentity(
                TrustAnchors.only(List.of(authority.certificate())),
                server.keyPair().getPrivate(),
                server.certificate()));
    }

    @Test
    void checkServerTrusted_nameThatIsNotTheClusters_refusesWithoutWaiting() {
        assertThatThrownBy(
                        () -> trust.checkServerTrusted(new X509Certificate[] {balancer.certificate()}, "ECDHE_ECDSA"))
                .isInstanceOf(AwaitedTrust.Stranger.class);
        assertThat(seen).hasValue(0);
    }

    @Test
    void checkServerTrusted_knownAuthority_decidesAsItWould() throws Exception {
        known();

        trust.checkServerTrusted(new X509Certificate[] {server.certificate()}, "ECDHE_ECDSA");
        assertThatThrownBy(
                        () -> trust.checkServerTrusted(new X509Certificate[] {stranger.certificate()}, "ECDHE_ECDSA"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void checkServerTrusted_authorityNotThereYet_waits() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Void> check = CompletableFuture.runAsync(() -> {
            try {
                asked.countDown();
                trust.checkServerTrusted(new X509Certificate[] {server.certificate()}, "ECDHE_ECDSA");
            } catch (CertificateException refused) {
                throw new IllegalStateException(refused);
            }
        });
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(check.isDone()).isFalse();

        known();

        check.get(10, TimeUnit.SECONDS);
    }

    @Test
    void checkServerTrusted_noIdentityComes_refuses() {
        identity.completeExceptionally(new IllegalStateException("the join failed"));

        assertThatThrownBy(() -> trust.checkServerTrusted(new X509Certificate[] {server.certificate()}, "ECDHE_ECDSA"))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("no identity");
    }

    @Test
    void checkClientTrusted_anybody_refuses() {
        known();

        assertThatThrownBy(() -> trust.checkClientTrusted(new X509Certificate[] {server.certificate()}, "ECDHE_ECDSA"))
                .isInstanceOf(CertificateException.class);
    }
}
