package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab lives by its injected clock: what expires, expires by that. */
class ClockTest {
    /** A clock that is set by hand. */
    private static final class HandClock extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

        void advance(Duration by) {
            now.updateAndGet(then -> then.plus(by));
        }

        @Override
        public Instant instant() {
            return java.util.Objects.requireNonNull(now.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final HandClock clock = new HandClock();
    private final LabCluster cluster = LabCluster.builder().clock(clock).start();
    private final TestClient client = new TestClient(cluster);

    @TempDir
    Path directory;

    @AfterEach
    void stop() throws Exception {
        client.close();
        cluster.close();
    }

    @Test
    void identity_pastItsEnd_isNotACallerAnyMore() throws Exception {
        TestTls.Identity bot = TestJob.bot(cluster, client);
        clock.advance(Duration.ofMinutes(61));

        assertThatThrownBy(() -> TestJob.generate(
                        client, bot, TestJob.request(client, clock.instant().plusSeconds(600), "ci")))
                .isInstanceOf(io.grpc.StatusRuntimeException.class);
    }

    @Test
    void sshCertificate_pastItsEnd_isRefusedByTheNode() throws Exception {
        TestJob job = new TestJob(cluster, directory).login(client, "ci");
        assertThat(job.ssh("ci@node-1.lab-root", "true").code()).isZero();
        clock.advance(Duration.ofMinutes(11));

        assertThat(job.ssh("ci@node-1.lab-root", "true").code()).isEqualTo(255);
    }

    @Test
    void idToken_pastItsEnd_isRefusedAtTheJoin() throws Exception {
        String proof = cluster.issuer().mint(Shapes.github()).reveal();
        clock.advance(Duration.ofMinutes(6));

        assertThat(client.join("deploy-github", proof).error()).startsWith("oidc: token is expired");
    }

    @Test
    void joinToken_pastItsEnd_isNotFound() throws Exception {
        cluster.addToken(LabToken.github("for-an-hour")
                .allow(Map.of("repository", "acme/app"))
                .expires(clock.instant().plus(Duration.ofHours(1))));
        clock.advance(Duration.ofHours(1));

        assertThat(client.join(
                                "for-an-hour",
                                cluster.issuer().mint(Shapes.github()).reveal())
                        .error())
                .contains("token expired or not found");
    }

    @Test
    void find_dateHeader_isTheLabsTime() throws Exception {
        clock.advance(Duration.ofDays(3));
        String day = java.time.format.DateTimeFormatter.ofPattern("dd MMM yyyy", java.util.Locale.ROOT)
                .format(clock.instant().atOffset(ZoneOffset.UTC));

        assertThat(client.get("/webapi/find").head()).contains(day);
    }
}
