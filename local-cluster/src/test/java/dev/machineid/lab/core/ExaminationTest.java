package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabGrants;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What would make credentials useless is found by the login, and who asks is named. */
class ExaminationTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(builder -> {
        builder.role(LabRole.of("strict", "ci").withSessionMfa())
                .role(LabRole.of("devices", "ci").withDeviceTrust("required"))
                .role(LabRole.of("humans", "ci").withDeviceTrust("required-for-humans"))
                .role(LabRole.of("prod", "ci").withSessionMfa().with(LabGrants.EVERYTHING.where("prod")))
                .role(LabRole.of("admin", "ci").with(LabGrants.EVERYTHING.withApi()))
                .role(LabRole.of("apps").withSessionMfa().with(LabGrants.of("app")))
                .role(LabRole.of("brief", "ci").withMaxSessionTtl(Duration.ofMinutes(20)))
                .role(LabRole.of("by-trait", LabRole.BOT_LOGINS, "named"))
                .bot("strict", "strict")
                .bot("devices", "devices")
                .bot("humans", "humans", "ci")
                .bot("mixed", "prod", "ci")
                .bot("admin", "strict", "admin")
                .bot("apps", "apps", "ci")
                .bot("brief", "brief", "ci")
                .bot("traits", "by-trait", "ci")
                .botLogins("traits", "deploy", "named");
        for (String bot : List.of("strict", "devices", "humans", "mixed", "admin", "apps", "brief", "traits")) {
            builder.joinToken(LabToken.github("for-" + bot).bot(bot).allow(Map.of("repository", "acme/app")));
        }
        return builder;
    });

    @TempDir
    Path directory;

    private final LabCluster cluster = LAB.cluster();

    private FakeJob job(String bot) throws IOException {
        return new FakeJob(cluster, directory).option("token", "for-" + bot).onGitHub(cluster);
    }

    @AfterEach
    void rolesAreShownAgain() {
        cluster.access().hideRoles(false);
        cluster.access().holdRoles(new CountDownLatch(0));
    }

    @ParameterizedTest
    @CsvSource({
        "strict, identity, SESSION_MFA_REQUIRED",
        "strict, ssh, SESSION_MFA_REQUIRED",
        "strict, kubernetes:staging, SESSION_MFA_REQUIRED",
        "strict, application:hello, SESSION_MFA_REQUIRED",
        "strict, database:pg-main, SESSION_MFA_REQUIRED",
        "apps, application:hello, SESSION_MFA_REQUIRED",
        "admin, ssh, SESSION_MFA_REQUIRED",
        "devices, identity, DEVICE_TRUST_REQUIRED",
        "devices, ssh, DEVICE_TRUST_REQUIRED"
    })
    void uselessOutput_isRefusedAndNamesTheRole(String bot, String outputs, ErrorCode code) throws Exception {
        MachineIdException refusal = Logins.refused(job(bot).option("outputs", outputs), code);

        assertThat(refusal.what())
                .contains(outputs)
                .contains(bot.equals("admin") ? "the role strict asks" : "the role " + bot + " asks");
    }

    @ParameterizedTest
    @CsvSource({"mixed, identity ssh, prod", "apps, identity, apps", "admin, identity, strict"})
    void partOfAnOutput_isAWarningThatNamesTheRole(String bot, String outputs, String role) throws Exception {
        try (Login login = job(bot).option("outputs", outputs).login()) {
            assertThat(login.report().warnings())
                    .singleElement()
                    .asString()
                    .contains("the role " + role + " asks for a second factor", "in place of " + role);
        }
    }

    @ParameterizedTest
    @CsvSource({"humans, identity ssh", "apps, ssh", "strict, terraform", "devices, terraform"})
    void nothingInTheWay_isNoWord(String bot, String outputs) throws Exception {
        try (Login login = job(bot).option("outputs", outputs).login()) {
            assertThat(login.report().warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clusterAsks_isRefused(boolean secondFactor) throws Exception {
        try (LabCluster strict = LabCluster.builder()
                .asksForEveryConnection(secondFactor, secondFactor ? "" : "required")
                .start()) {
            FakeJob job = new FakeJob(strict, directory)
                    .option("token", "deploy-github")
                    .option("outputs", "ssh")
                    .onGitHub(strict);
            MachineIdException refusal = Logins.refused(
                    job, secondFactor ? ErrorCode.SESSION_MFA_REQUIRED : ErrorCode.DEVICE_TRUST_REQUIRED);
            assertThat(refusal.what()).contains("the cluster asks");
        }
    }

    @Test
    void refusal_leavesEarlierCredentialsAlone() throws Exception {
        Path place = directory.resolve("place");
        FakeJob job = job("humans").option("directory", place.toString());
        try (Login login = job.login()) {
            Path before = login.directory().resolve("current").toRealPath();
            MachineIdException refusal = org.assertj.core.api.Assertions.catchThrowableOfType(
                    MachineIdException.class,
                    () -> job("strict")
                            .option("directory", place.toString())
                            .login()
                            .close());
            assertThat(refusal.code()).isEqualTo(ErrorCode.SESSION_MFA_REQUIRED);
            assertThat(place.resolve("current").toRealPath()).isEqualTo(before);
            try (var generations = Files.list(place.resolve("generations"))) {
                assertThat(generations).containsExactly(before);
            }
        }
    }

    @Test
    void hiddenRoles_neverFailALogin() throws Exception {
        cluster.access().hideRoles(true);
        try (Login login = job("strict").option("outputs", "ssh").login()) {
            assertThat(login.report().warnings()).isEmpty();
        }
        try (Login login = job("brief").login()) {
            assertThat(login.report().warnings())
                    .singleElement()
                    .asString()
                    .contains("granted 20m", "one of: max_session_ttl of a role (brief, ci)", "of the bot (12h)");
        }
    }

    @Test
    void rolesThatComeLate_areNotWaitedForLong() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        cluster.access().holdRoles(released);
        try (Login login = job("strict").option("outputs", "ssh").login()) {
            assertThat(login.report().warnings()).isEmpty();
        } finally {
            released.countDown();
        }
    }

    @Test
    void renewal_isNotExamined() throws Exception {
        try (Login login = job("humans").login()) {
            int asked = cluster.counters().of("GetCurrentUserRoles");
            login.renew();
            assertThat(cluster.counters().of("GetCurrentUserRoles")).isEqualTo(asked);
        }
    }

    @Test
    void shortenedLife_namesTheRoleThatIsTheLimit() throws Exception {
        try (Login login = job("brief").login()) {
            assertThat(login.report().warnings())
                    .singleElement()
                    .asString()
                    .contains("granted 20m where 1h were asked", "max_session_ttl 20m of the role brief")
                    .doesNotContain("role ci");
        }
    }

    @Test
    void someRoles_loginsFromTheTraitAloneAreNamed() throws Exception {
        FakeJob job = job("traits").option("roles", "by-trait");
        try (Login login = job.login()) {
            assertThat(login.report().logins()).containsExactlyInAnyOrder("deploy", "named");
            assertThat(login.report().warnings())
                    .singleElement()
                    .asString()
                    .contains("the login deploy comes from the bot's logins trait", "a role made for this job")
                    .doesNotContain("named");
        }
        assertThat(job.warnings).singleElement().asString().contains("Teleport 20", "one bot per privilege level");
    }

    @Test
    void someRoles_hidden_everyLoginOfTheTraitIsNamedWithTheDoubt() throws Exception {
        cluster.access().hideRoles(true);
        try (Login login = job("traits").option("roles", "by-trait").login()) {
            assertThat(login.report().warnings())
                    .singleElement()
                    .asString()
                    .contains("the logins deploy, named come from", "unless a role names them too");
        }
    }

    @Test
    void allRoles_orRolesWithoutTheTrait_areNoWord() throws Exception {
        try (Login login = job("traits").login()) {
            assertThat(login.report().logins()).contains("deploy");
            assertThat(login.report().warnings()).isEmpty();
        }
        try (Login login = job("traits").option("roles", "ci").login()) {
            assertThat(login.report().warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"identity, true", "'identity,allow-reissue=false', true", "'identity,allow-reissue=true ssh', false"})
    void allowReissue_isWhatTheCertificateSays(String outputs, boolean disallowed) throws Exception {
        try (Login login = job("humans").option("outputs", outputs).login()) {
            assertThat(TeleportIdentity.of(Logins.identity(login).tls()).disallowReissue())
                    .isEqualTo(disallowed);
            assertThat(login.report().warnings()).isEmpty();
        }
    }

    @Test
    void allowReissue_onAServerThatDoesNotKnowIt_isAWarning() throws Exception {
        try (LabCluster old = LabCluster.builder().joinService(false).start()) {
            FakeJob job = new FakeJob(old, directory)
                    .option("token", "deploy-github")
                    .option("outputs", "identity,allow-reissue=true")
                    .onGitHub(old);
            try (Login login = job.login()) {
                assertThat(login.report().warnings())
                        .singleElement()
                        .asString()
                        .contains("Teleport 15", "does not know allow-reissue");
            }
        }
    }
}
