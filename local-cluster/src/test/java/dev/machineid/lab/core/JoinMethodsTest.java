package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every join method over every way into the cluster, to files that work. */
class JoinMethodsTest {
    /** The ways in: the new join service or the older endpoint, at the proxy or with pins at the auth server. */
    enum Way {
        NEW_SERVICE,
        NEW_SERVICE_PINNED,
        OLDER,
        OLDER_PINNED;

        boolean older() {
            return this == OLDER || this == OLDER_PINNED;
        }

        boolean pinned() {
            return this == NEW_SERVICE_PINNED || this == OLDER_PINNED;
        }
    }

    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension();

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(builder -> builder.joinService(false));

    @TempDir
    Path directory;

    private static LabCluster cluster(Way way) {
        return (way.older() ? OLD : NEW).cluster();
    }

    private FakeJob job(Way way, String token) throws IOException {
        LabCluster cluster = cluster(way);
        FakeJob job = new FakeJob(cluster, directory).option("token", token).option("outputs", "identity ssh");
        return way.pinned() ? job.option("ca-pins", cluster.caPin()) : job;
    }

    private static Secret mint(Way way, TokenShape shape) {
        return cluster(way).issuer().mint(shape);
    }

    private static void works(FakeJob job, Way way, String method) {
        LabCluster cluster = cluster(way);
        int joins = cluster.counters().joins();
        Instant begin = Instant.now();
        try (Login login = job.login()) {
            StoredIdentity stored = Logins.identity(login);
            TeleportIdentity identity = TeleportIdentity.of(stored.tls());
            assertThat(identity.userName()).isEqualTo("bot-ci");
            assertThat(identity.roles()).containsExactly("ci");
            assertThat(identity.impersonator()).isEqualTo("bot-ci");
            assertThat(identity.disallowReissue()).isTrue();
            assertThat(stored.tls().getNotAfter().toInstant())
                    .isBetween(begin.plus(Duration.ofMinutes(59)), begin.plus(Duration.ofMinutes(61)));

            assertThat(Path.of(login.environment().get("MACHINE_ID_SSH_CONFIG")))
                    .isRegularFile();
            Logins.onlyTheOwnerMayRead(login.directory());

            assertThat(login.report().method()).isEqualTo(method);
            assertThat(login.report().bot()).isEqualTo("ci");
            assertThat(login.report().cluster()).isEqualTo("lab-root");
            assertThat(login.report().roles()).containsExactly("ci");
            assertThat(login.report().logins()).containsExactly("root", "ci");
            assertThat(login.report().leaves()).containsExactly("lab-leaf");
            assertThat(login.report().asked()).isEqualTo(Duration.ofHours(1));
            assertThat(login.report().granted()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
            assertThat(login.report().warnings()).isEmpty();
            assertThat(job.warnings).isEmpty();
        }
        assertThat(job.filesLeft()).isEmpty();
        assertThat(cluster.counters().joins() - joins).as("join attempts").isOne();
        assertThat(job.waits).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void github_rightToken_joins(Way way) throws Exception {
        works(job(way, "deploy-github").onGitHub(cluster(way)), way, "github");
    }

    @ParameterizedTest
    @EnumSource
    void github_immutableSub_joins(Way way) throws Exception {
        cluster(way).mint().shape(Shapes.githubImmutable());
        try {
            works(job(way, "deploy-github").onGitHub(cluster(way)), way, "github");
        } finally {
            cluster(way).mint().shape(Shapes.github());
        }
    }

    @ParameterizedTest
    @EnumSource
    void gitlab_rightToken_joins(Way way) throws Exception {
        works(job(way, "deploy-gitlab").onGitLab(mint(way, Shapes.gitlab("lab-root"))), way, "gitlab");
    }

    @ParameterizedTest
    @EnumSource
    void circleci_rightToken_joins(Way way) throws Exception {
        FakeJob job = job(way, "deploy-circleci").variable("CIRCLECI", "true");
        works(job.variable("CIRCLE_OIDC_TOKEN", mint(way, Shapes.circleci()).reveal()), way, "circleci");
    }

    @ParameterizedTest
    @EnumSource
    void spacelift_rightToken_joins(Way way) throws Exception {
        works(
                job(way, "deploy-spacelift")
                        .variable(
                                "SPACELIFT_OIDC_TOKEN",
                                mint(way, Shapes.spacelift()).reveal()),
                way,
                "spacelift");
    }

    @ParameterizedTest
    @EnumSource
    void kubernetes_rightToken_joins(Way way) throws Exception {
        FakeJob job = job(way, "deploy-kubernetes");
        Path file = job.file("pod-token", mint(way, Shapes.kubernetes("lab-root")));
        works(job.variable("KUBERNETES_TOKEN_PATH", file.toString()), way, "kubernetes");
    }

    @Test
    void genericOidc_onANewServer_joins() throws Exception {
        Way way = Way.NEW_SERVICE;
        FakeJob job = job(way, "deploy-jenkins").option("oidc-env", "BUILD_TOKEN");
        works(job.variable("BUILD_TOKEN", mint(way, Shapes.jenkins("lab-root")).reveal()), way, "generic_oidc");
    }

    @ParameterizedTest
    @CsvSource({"OLDER", "OLDER_PINNED"})
    void genericOidc_onAnOldServer_isRefusedWithoutAJoin(Way way) throws Exception {
        int joins = cluster(way).counters().joins();
        FakeJob job = job(way, "deploy-jenkins")
                .option("oidc-env", "BUILD_TOKEN")
                .variable("BUILD_TOKEN", mint(way, Shapes.jenkins("lab-root")).reveal());

        assertThat(Logins.refused(job, ErrorCode.METHOD_NOT_SUPPORTED).advice()).contains("18.11");
        assertThat(cluster(way).counters().joins()).isEqualTo(joins);
    }

    @ParameterizedTest
    @EnumSource
    void token_secretAlone_joinsOnce(Way way) throws Exception {
        String secret = UUID.randomUUID().toString();
        cluster(way).addToken(LabToken.secret(secret));
        FakeJob job = job(way, "").option("secret-env", "JOIN_SECRET").variable("JOIN_SECRET", secret);
        works(job, way, "token");

        assertThat(Logins.refused(job, ErrorCode.JOIN_TOKEN_UNKNOWN).render()).doesNotContain(secret);
    }

    @Test
    void token_secretAloneOnGitHub_isWhatTheJobMeans() throws Exception {
        String secret = UUID.randomUUID().toString();
        NEW.cluster().addToken(LabToken.secret(secret));
        FakeJob job = job(Way.NEW_SERVICE, "")
                .onGitHub(NEW.cluster())
                .option("secret-env", "JOIN_SECRET")
                .variable("JOIN_SECRET", secret);

        works(job, Way.NEW_SERVICE, "token");
    }

    @ParameterizedTest
    @EnumSource
    void token_nameAndSecretInAFile_joins(Way way) throws Exception {
        Secret secret = Secret.of(UUID.randomUUID().toString());
        cluster(way).addToken(LabToken.secret("named").secretValue(secret));
        FakeJob job = job(way, "named");
        Path file = job.file("secret", secret);
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        works(job.option("secret-file", file.toString()).option("join-method", "token"), way, "token");
    }

    @Test
    void oneLogin_takesThreeConnectionsAndOneToReadItsRoles() throws Exception {
        LabCluster cluster = NEW.cluster();
        int before = cluster.counters().connections();
        try (Login login =
                job(Way.NEW_SERVICE, "deploy-github").onGitHub(cluster).login()) {
            assertThat(login.report().connections()).isEqualTo(4);
        }
        assertThat(cluster.counters().connections() - before).isEqualTo(4);
    }
}
