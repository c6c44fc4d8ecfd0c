package dev.machineid.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TellingTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static ClusterInfo cluster(long skew) {
        return new ClusterInfo("lab-root", "18.11.0", true, Optional.empty(), Optional.of(Duration.ofSeconds(skew)));
    }

    private static ProofException expired(long secondsAgo) {
        return new ProofException(
                ErrorCode.PLATFORM_TOKEN_EXPIRED,
                "the id token expired " + secondsAgo + " s ago",
                "log in nearer",
                NOW.minusSeconds(secondsAgo));
    }

    private static MachineIdException outOfTime() {
        SSLHandshakeException broken = new SSLHandshakeException("PKIX path validation failed");
        broken.initCause(new CertificateExpiredException("NotAfter: today"));
        return new DeniedException(
                ErrorCode.UNTRUSTED_CERTIFICATE,
                "the certificate of example:443 is outside of its validity",
                List.of("cause: it"),
                "renew it",
                broken);
    }

    @Test
    void idToken_expiredOnlyHere_isTheClocksFault() {
        MachineIdException told = Telling.of(expired(100), cluster(-600), NOW);

        assertThat(told).isInstanceOf(ProofException.class);
        assertThat(told.code()).isEqualTo(ErrorCode.CLOCKS_DIFFER);
        assertThat(told.what())
                .contains("the cluster's clock is 600 s behind this machine's")
                .contains("expired 100 s ago");
        assertThat(told.advice()).contains("time server");
    }

    @ParameterizedTest
    @CsvSource({"700, -600", "100, 600", "100, -20", "100, 0"})
    void idToken_expiredThereToo_staysExpired(long secondsAgo, long skew) {
        ProofException expired = expired(secondsAgo);

        assertThat(Telling.of(expired, cluster(skew), NOW)).isSameAs(expired);
    }

    @ParameterizedTest
    @ValueSource(longs = {-31, 31, 86400})
    void certificate_outOfTimeWithOtherClocks_namesTheSeconds(long skew) {
        MachineIdException told = Telling.of(outOfTime(), cluster(skew), NOW);

        assertThat(told).isInstanceOf(DeniedException.class);
        assertThat(told.code()).isEqualTo(ErrorCode.CLOCKS_DIFFER);
        assertThat(told.what()).contains(Math.abs(skew) + " s " + (skew < 0 ? "behind" : "ahead of"), "example:443");
        assertThat(told.details()).contains("cause: it");
    }

    @Test
    void certificate_outOfTimeWithGoodClocks_isLeftAlone() {
        MachineIdException failed = outOfTime();

        assertThat(Telling.of(failed, cluster(30), NOW)).isSameAs(failed);
    }

    @Test
    void certificate_notTrustedForAnotherReason_isLeftAlone() {
        MachineIdException failed = new DeniedException(ErrorCode.UNTRUSTED_CERTIFICATE, "no", "no");

        assertThat(Telling.of(failed, cluster(600), NOW)).isSameAs(failed);
    }

    @Test
    void missingToken_advice_getsTheClustersName() {
        ProofException missing =
                new ProofException(ErrorCode.PLATFORM_TOKEN_MISSING, "none", "add: { aud: CLUSTER } (CLUSTERS stay)");

        MachineIdException told = Telling.of(missing, cluster(0), NOW);

        assertThat(told.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MISSING);
        assertThat(told.advice()).isEqualTo("add: { aud: lab-root } (CLUSTERS stay)");
    }

    @Test
    void missingToken_clusterWithAHostileName_isTakenAsText() {
        ProofException missing = new ProofException(ErrorCode.PLATFORM_TOKEN_MISSING, "none", "aud: CLUSTER");
        ClusterInfo hostile = new ClusterInfo("$1\\x", "18", true, Optional.empty(), Optional.empty());

        assertThat(Telling.of(missing, hostile, NOW).advice()).isEqualTo("aud: $1\\x");
    }

    @Test
    void otherFailures_areLeftAlone() {
        MachineIdException fault = new FaultException(ErrorCode.CONNECTION_LOST, "broke", "CLUSTER");
        MachineIdException malformed = new ProofException(ErrorCode.PLATFORM_TOKEN_MALFORMED, "no", "CLUSTER");

        assertThat(Telling.of(fault, cluster(600), NOW)).isSameAs(fault);
        assertThat(Telling.of(malformed, cluster(600), NOW)).isSameAs(malformed);
    }
}
