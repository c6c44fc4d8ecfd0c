package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.Login;
import dev.machineid.core.TargetTunnel;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications and databases, from the login to the bytes that come back through a tunnel. */
@Timeout(60)
class TargetsTest {
    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension(lab -> lab);

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(lab -> lab.joinService(false));

    @TempDir
    Path directory;

    private final BlockingQueue<MachineIdException> failures = new LinkedBlockingQueue<>();

    private FakeJob job(LabCluster cluster, String outputs) throws IOException {
        return new FakeJob(cluster, directory)
                .option("token", "deploy-github")
                .option("outputs", outputs)
                .onGitHub(cluster);
    }

    private TargetTunnel tunnel(FakeJob job, Login login, String target, Clock clock) {
        return TargetTunnel.open(
                login.directory(),
                OutputSpec.parse(target),
                new TargetTunnel.Settings(job.variables(), Optional.empty()),
                OptionalInt.empty(),
                clock,
                failures::add);
    }

    private TargetTunnel tunnel(FakeJob job, Login login, String target) {
        return tunnel(job, login, target, Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void applications_webAndTcp_answerThroughTheirTunnels(boolean older) throws Exception {
        LabCluster cluster = (older ? OLD : NEW).cluster();
        int sessions = cluster.counters().of("CreateAppSession");
        FakeJob job = job(cluster, "application:hello application:echo");
        try (Login login = job.login();
                TargetTunnel web = tunnel(job, login, "application:hello");
                TargetTunnel tcp = tunnel(job, login, "application:echo")) {
            assertThat(TunnelTalk.line(web, TunnelTalk.GET)).isEqualTo("bot-ci at hello/path");
            assertThat(TunnelTalk.line(tcp, "back\n")).isEqualTo("back");
            assertThat(web.variables()).containsEntry("MACHINE_ID_APPLICATION_TUNNEL", "127.0.0.1:" + web.port());
            Logins.onlyTheOwnerMayRead(login.directory());
            assertThat(login.environment())
                    .containsEntry("MACHINE_ID_APPLICATION_URL", "https://hello.localhost:" + cluster.port());
        }
        assertThat(cluster.counters().of("CreateAppSession") - sessions).isEqualTo(older ? 2 : 0);
        assertThat(failures).isEmpty();
        assertThat(job.filesLeft()).isEmpty();
    }

    @Test
    void tunnel_afterARenewal_takesTheNewCertificate() throws Exception {
        FakeJob job = job(NEW.cluster(), "application:hello");
        try (Login login = job.login();
                TargetTunnel web = tunnel(job, login, "application:hello")) {
            assertThat(TunnelTalk.line(web, TunnelTalk.GET)).isEqualTo("bot-ci at hello/path");
            login.renew();
            try (var generations = Files.list(login.directory().resolve("generations"))) {
                Path first = generations.sorted().findFirst().orElseThrow();
                Files.delete(first.resolve("application/hello/tls.crt")); // or the old one could still be in use
            }
            assertThat(TunnelTalk.line(web, TunnelTalk.GET)).isEqualTo("bot-ci at hello/path");
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void tunnel_afterTheCertificatesEnd_saysSoAndClosesTheConnection() throws Exception {
        FakeJob job = job(NEW.cluster(), "application:echo");
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        try (Login login = job.login()) {
            assertThat(catchThrowableOfType(
                                    MachineIdException.class, () -> tunnel(job, login, "application:echo", later))
                            .code())
                    .isEqualTo(ErrorCode.CREDENTIALS_EXPIRED);
        }
    }

    @Test
    void tunnel_afterLogout_tellsEveryConnection() throws Exception {
        FakeJob job = job(NEW.cluster(), "application:echo");
        Login login = job.login();
        try (TargetTunnel tcp = tunnel(job, login, "application:echo")) {
            login.close();
            assertThat(TunnelTalk.line(tcp, "x\n")).isEqualTo("null");
            assertThat(failures.take().code()).isEqualTo(ErrorCode.NOT_LOGGED_IN);
        }
    }

    @Test
    void tunnel_ofALockedBot_isToldThatTheClusterEndedIt() throws Exception {
        LabCluster cluster = NEW.cluster();
        FakeJob job = job(cluster, "application:echo");
        try (Login login = job.login();
                TargetTunnel tcp = tunnel(job, login, "application:echo")) {
            cluster.lock("ci", "maintenance");
            assertThat(TunnelTalk.line(tcp, "x\n")).isEqualTo("null");
            MachineIdException told = failures.poll(10, TimeUnit.SECONDS);
            assertThat(told).isNotNull();
            assertThat(told.code()).isEqualTo(ErrorCode.TARGET_REFUSED);
        } finally {
            cluster.unlock("ci");
        }
    }

    @Test
    void tunnel_toWhatTheLoginDidNotAskFor_namesTheOutput() throws Exception {
        FakeJob job = job(NEW.cluster(), "application:echo");
        try (Login login = job.login()) {
            InvalidRequestException missing =
                    catchThrowableOfType(InvalidRequestException.class, () -> tunnel(job, login, "database:pg-main"));
            assertThat(missing.code()).isEqualTo(ErrorCode.TARGET_NOT_ISSUED);
            assertThat(missing.advice()).contains("database:pg-main");
        }
    }

    @ParameterizedTest
    @CsvSource({"application:nope,tctl apps ls", "'database:nope,user=ci',tctl db ls"})
    void target_thatNobodyKnows_isRefusedWithTheCommandThatListsThem(String output, String advice) throws Exception {
        for (LabClusterExtension lab : new LabClusterExtension[] {NEW, OLD}) {
            MachineIdException refusal =
                    Logins.refused(job(lab.cluster(), "ssh " + output), ErrorCode.TARGET_NOT_FOUND);
            assertThat(refusal.advice()).contains(advice);
            assertThat(refusal.what()).contains("nope");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application:hello", "database:pg-main", "kubernetes:staging"})
    void target_inALeaf_isRefusedBeforeAnyNetworkCall(String output) throws Exception {
        int before = NEW.cluster().counters().connections();

        MachineIdException refusal =
                Logins.refused(job(NEW.cluster(), output + ",cluster=lab-leaf"), ErrorCode.LEAF_NOT_SUPPORTED);

        assertThat(refusal.render()).contains("lab-leaf", "in leaf clusters a bot has SSH only");
        assertThat(NEW.cluster().counters().connections()).isEqualTo(before);
    }

    @Test
    void outputs_fourInOneJoin_takeNoMoreConnectionsAndNoSecondJoin() throws Exception {
        var counters = NEW.cluster().counters();
        int before = counters.connections();
        job(NEW.cluster(), "ssh").login().close();
        int alone = counters.connections() - before;
        int connections = counters.connections();
        int joins = counters.joins();
        int certificates = counters.of("GenerateUserCerts");
        int lists = counters.of("ListResources");
        try (Login login = job(NEW.cluster(), "ssh kubernetes:staging application:hello database:pg-main")
                .login()) {
            assertThat(login.report().outputs()).hasSize(4);
        }
        assertThat(counters.joins() - joins).isEqualTo(1);
        assertThat(counters.connections() - connections).isEqualTo(alone);
        assertThat(counters.of("GenerateUserCerts") - certificates).isEqualTo(4);
        assertThat(counters.of("ListResources") - lists).isEqualTo(2);
    }
}
