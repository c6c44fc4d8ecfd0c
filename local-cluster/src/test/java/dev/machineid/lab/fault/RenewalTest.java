package dev.machineid.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.Renewal;
import dev.machineid.core.session.Owner;
import dev.machineid.lab.LabCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Renewal through hours that pass in moments: cluster, platform and job live by one clock, which only waiting moves. */
@Timeout(120)
class RenewalTest {
    private static final Duration LIFE = Duration.ofHours(1);

    private final SimulatedClock clock = new SimulatedClock();
    private LabCluster cluster;
    private FaultProxy proxy;
    private FaultJob job;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        cluster = LabCluster.builder().clock(clock).start();
        proxy = FaultProxy.before(new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port()));
        job = new FaultJob(cluster, FaultJob.address(proxy), directory)
                .option("renew", "true")
                .option("ttl", "1h");
    }

    @AfterEach
    void stop() {
        proxy.close();
        cluster.close();
    }

    private Login login() {
        return job.login(clock, wait -> {}, Optional.of(Owner.self()));
    }

    @Test
    void job_of24Hours_neverHoldsExpiredCredentials() throws Exception {
        try (Login login = login()) {
            Simulation simulation = new Simulation(clock, login, Duration.ofHours(24));
            whileRenewing(login, simulation, simulation::await);

            String figures = simulation.minutes + " minutes looked at, " + simulation.expired + " expired, "
                    + simulation.serials.size() + " certificates, " + simulation.keys.size() + " key, "
                    + cluster.mint().calls() + " id tokens minted";
            assertThat(simulation.minutes).as(figures).isEqualTo(24 * 60);
            assertThat(simulation.expired).as(figures).isZero();
            assertThat(simulation.keys).as(figures).hasSize(1);
            assertThat(simulation.serials.size()).as(figures).isBetween(24 * 2 + 1, 24 * 60 / 27 + 2);
            assertThat(cluster.mint().calls()).as(figures).isEqualTo(simulation.serials.size());
            assertThat(cluster.counters().joins()).as(figures).isEqualTo(simulation.serials.size());
            assertThat(simulation.pauses)
                    .as(figures)
                    .allSatisfy(pause -> assertThat(pause)
                            .isBetween(LIFE.dividedBy(2).multipliedBy(89).dividedBy(100), LIFE.dividedBy(2)));
            assertThat(job.warnings).as(figures).isEmpty();
            System.out.println(figures);
        }
        assertThat(job.filesLeft()).isEmpty();
        assertThat(renewalThreads()).isZero();
    }

    @Test
    void faultDuringRenewal_isTriedAgainInTime() throws Exception {
        try (Login login = login()) {
            Simulation simulation = new Simulation(clock, login, Duration.ofHours(3));
            // the five attempts of the first renewal, and of the second try
            Fault[] faults = new Fault[10];
            Arrays.fill(faults, Fault.refuse());
            proxy.reset();
            proxy.next(Way.FIND::is, Fault.none(), faults);
            whileRenewing(login, simulation, simulation::await);

            assertThat(simulation.expired).isZero();
            assertThat(simulation.keys).hasSize(1);
            assertThat(simulation.serials).hasSizeGreaterThan(4);
            assertThat(job.warnings)
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("could not be renewed yet", "they end at"));
        }
    }

    @Test
    void clusterNeverComesBack_endsWithAWarningWhenTheCertificatesEnd() throws Exception {
        try (Login login = login()) {
            Instant end = login.report().expires();
            Simulation simulation = new Simulation(clock, login, Duration.ofHours(30));
            proxy.always(Fault.refuse());
            whileRenewing(login, simulation, RenewalTest::ended);

            assertThat(clock.instant()).isBetween(end, simulation.start.plus(LIFE.multipliedBy(2)));
            assertThat(job.warnings.get(job.warnings.size() - 1)).contains("are not renewed", "MID-1405");
            assertThat(job.filesLeft())
                    .as("the old credentials stay until the login is closed")
                    .isNotEmpty();
        }
        assertThat(job.filesLeft()).isEmpty();
    }

    @Test
    void denial_endsRenewalWithAWarning() throws Exception {
        try (Login login = login()) {
            Instant end = login.report().expires();
            Simulation simulation = new Simulation(clock, login, Duration.ofHours(30));
            cluster.lock("ci", "planted reason");
            int joins = cluster.counters().joins();
            whileRenewing(login, simulation, RenewalTest::ended);

            assertThat(cluster.counters().joins() - joins).isEqualTo(1);
            assertThat(job.warnings)
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("are not renewed", "MID-1208"));
            assertThat(login.report().expires()).isEqualTo(end);
            assertThat(FaultJob.identity(login)).isNotNull();
        }
    }

    @Test
    void close_whileWaiting_endsTheThread() throws Exception {
        try (Login login = login()) {
            CountDownLatch waiting = new CountDownLatch(1);
            Renewal renewal = Renewal.start(
                    login,
                    job,
                    clock,
                    pause -> {
                        waiting.countDown();
                        new CountDownLatch(1).await();
                    },
                    new Random(7));
            waiting.await();
            assertThat(renewalThreads()).isEqualTo(1);

            renewal.close();

            assertThat(renewalThreads()).isZero();
            renewal.close();
        }
    }

    @Test
    void gitLabJobThatOutlivesItsCertificates_isToldAtTheStart() throws Exception {
        job.variables.clear();
        job.variables.put("GITLAB_CI", "true");
        job.variables.put(
                "CI_JOB_STARTED_AT", clock.instant().atOffset(ZoneOffset.UTC).toString());
        job.variables.put("CI_JOB_TIMEOUT", "7200");
        job.variables.put(
                "MACHINE_ID_ID_TOKEN",
                cluster.issuer()
                        .mint(dev.machineid.lab.issuer.Shapes.gitlab(
                                cluster.root().cluster()))
                        .reveal());
        job.option("token", "deploy-gitlab");

        login().close();

        assertThat(job.warnings)
                .singleElement()
                .satisfies(line -> assertThat(line).contains("GitLab gives its id token once"));
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private void whileRenewing(Login login, Simulation simulation, Step step) throws InterruptedException {
        Renewal renewal = Renewal.start(login, job, clock, simulation, new Random(7));
        try {
            step.run();
        } finally {
            renewal.close();
        }
    }

    private static long renewalThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("machine-id-renewal"))
                .count();
    }

    /** Waits for renewal to give up by itself. */
    private static void ended() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("machine-id-renewal")) {
                thread.join();
            }
        }
    }
}
