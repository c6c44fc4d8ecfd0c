package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.cloud.AwsIdentity;
import dev.machineid.lab.issuer.CloudEndpoint;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Join method {@code iam}: every source of credentials, both join services, what is refused. */
class AwsJoinTest {
    /** The way a join takes. */
    enum Service {
        NEW,
        NEW_PINNED,
        OLDER,
        OLDER_PINNED;

        boolean older() {
            return this == OLDER || this == OLDER_PINNED;
        }
    }

    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension();

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(builder -> builder.joinService(false));

    @TempDir
    Path directory;

    private static LabCluster cluster(Service service) {
        return (service.older() ? OLD : NEW).cluster();
    }

    private FakeJob job(Service service) throws IOException {
        FakeJob job = new FakeJob(cluster(service), directory).option("token", "deploy-iam");
        boolean pinned = service == Service.NEW_PINNED || service == Service.OLDER_PINNED;
        return pinned ? job.option("ca-pins", cluster(service).caPin()) : job;
    }

    private static FakeJob with(FakeJob job, Map<String, String> variables) {
        variables.forEach(job::variable);
        return job;
    }

    private static void joins(FakeJob job, Service service) {
        LabCluster cluster = cluster(service);
        int joins = cluster.counters().joins();
        int older = cluster.counters().of("RegisterUsingIAMMethod");
        try (Login login = job.login()) {
            assertThat(TeleportIdentity.of(Logins.identity(login).tls()).userName())
                    .isEqualTo("bot-ci");
            assertThat(login.report().method()).isEqualTo("iam");
            assertThat(job.warnings).isEmpty();
        }
        assertThat(job.filesLeft()).isEmpty();
        assertThat(cluster.counters().joins() - joins).as("join attempts").isOne();
        assertThat(cluster.counters().of("RegisterUsingIAMMethod") - older)
                .as("joins by the older service")
                .isEqualTo(service == Service.NEW || service == Service.NEW_PINNED ? 0 : 1);
        String everything = String.join("\n", job.said);
        job.variables.forEach((name, value) -> {
            if (name.contains("SECRET") || (name.contains("TOKEN") && !name.endsWith("FILE"))) {
                assertThat(everything).as(name).doesNotContain(value);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void environment_sessionOfARole_joins(Service service) throws Exception {
        AwsIdentity role = cluster(service).aws().session(CloudEndpoint.ARN);
        joins(with(job(service), role.environment()), service);
    }

    @ParameterizedTest
    @EnumSource(names = {"NEW", "OLDER"})
    void environment_keysOfAUser_join(Service service) throws Exception {
        cluster(service)
                .addToken(LabToken.iam("user").allow(Map.of("aws_arn", "arn:aws:iam::123456789012:user/deplo?")));
        AwsIdentity user = cluster(service).aws().user("arn:aws:iam::123456789012:user/deploy");
        joins(with(job(service), user.environment()).option("token", "user"), service);
    }

    @ParameterizedTest
    @EnumSource(names = {"NEW", "OLDER"})
    void webIdentity_ofAPod_joins(Service service) throws Exception {
        LabCluster cluster = cluster(service);
        FakeJob job = job(service);
        Path file =
                job.file("irsa", cluster.issuer().mint(Shapes.kubernetes("x").withAudience("sts.amazonaws.com")));
        joins(with(job, cluster.clouds().webIdentity(file)), service);
    }

    @ParameterizedTest
    @EnumSource(names = {"NEW", "OLDER"})
    void container_withARole_joins(Service service) throws Exception {
        joins(with(job(service), cluster(service).clouds().container()), service);
    }

    @ParameterizedTest
    @EnumSource(names = {"NEW", "OLDER"})
    void instance_withARole_joinsByTheSecondVersionOfItsMetadata(Service service) throws Exception {
        CloudEndpoint clouds = cluster(service).clouds();
        int before = clouds.calls().size();
        joins(with(job(service), clouds.instance()), service);
        assertThat(clouds.calls().subList(before, clouds.calls().size()))
                .containsExactly(
                        "PUT /latest/api/token",
                        "GET /latest/meta-data/iam/security-credentials/",
                        "GET /latest/meta-data/iam/security-credentials/deploy",
                        "GET /latest/meta-data/placement/region");
    }

    @Test
    void environment_beforeWebIdentityBeforeContainerBeforeInstance() throws Exception {
        CloudEndpoint clouds = NEW.cluster().clouds();
        int before = clouds.calls().size();
        FakeJob job = with(job(Service.NEW), clouds.instance());
        with(job, clouds.container());
        joins(with(job, NEW.cluster().aws().session(CloudEndpoint.ARN).environment()), Service.NEW);
        assertThat(clouds.calls()).hasSize(before);

        FakeJob inContainer = with(job(Service.NEW), clouds.instance());
        joins(with(inContainer, clouds.container()), Service.NEW);
        assertThat(clouds.calls().subList(before, clouds.calls().size())).containsExactly("GET /v2/credentials/4242");
    }

    @ParameterizedTest
    @EnumSource
    void anotherRole_isRefused(Service service) throws Exception {
        AwsIdentity other = cluster(service).aws().session("arn:aws:sts::123456789012:assumed-role/other/x");
        MachineIdException refusal = Logins.refused(with(job(service), other.environment()), ErrorCode.CLAIMS_REFUSED);
        assertThat(refusal.render())
                .contains("aws sts get-caller-identity", "the environment", "sts.amazonaws.com")
                .doesNotContain(other.secretKey().reveal());
    }

    @ParameterizedTest
    @EnumSource(names = {"NEW", "OLDER"})
    void credentialsThatAwsDoesNotKnow_areSaidToBeWrong(Service service) throws Exception {
        FakeJob job = job(service)
                .variable("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
                .variable("AWS_SECRET_ACCESS_KEY", "canary-secret-key");
        assertThat(Logins.refused(job, ErrorCode.CLOUD_PROOF_REFUSED).render())
                .contains("403 Forbidden", "InvalidClientTokenId")
                .doesNotContain("canary-secret-key");
        assertThat(job.waits).as("a denial is not retried").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"NEW", "OLDER"})
    void aRegionTheClusterDoesNotKnow_isNamed(Service service) throws Exception {
        AwsIdentity role = cluster(service).aws().session(CloudEndpoint.ARN);
        FakeJob job = with(job(service), role.environment()).variable("AWS_REGION", "mx-central-1");
        assertThat(Logins.refused(job, ErrorCode.CLOUD_REGION_UNKNOWN).render())
                .contains("sts.mx-central-1.amazonaws.com", "AWS_REGION");
    }

    @ParameterizedTest
    @EnumSource(names = {"NEW", "OLDER"})
    void aRegionOfChina_isAskedThere(Service service) throws Exception {
        String arn = "arn:aws-cn:sts::123456789012:assumed-role/deploy/x";
        cluster(service).addToken(LabToken.iam("china").allow(Map.of("aws_arn", "arn:aws-cn:*")));
        FakeJob job = with(job(service), cluster(service).aws().session(arn).environment())
                .option("token", "china")
                .variable("AWS_DEFAULT_REGION", "cn-north-1");
        joins(job, service);
    }

    @Test
    void noCredentialsAnywhere_namesEveryPlaceThatWasLookedAt() throws Exception {
        int joins = NEW.cluster().counters().joins();
        FakeJob job = job(Service.NEW).option("join-method", "iam").variable("AWS_EC2_METADATA_DISABLED", "true");
        MachineIdException refusal = Logins.refused(job, ErrorCode.CLOUD_CREDENTIALS_MISSING);
        assertThat(String.join("\n", refusal.details()))
                .contains(List.of(
                        "AWS_ACCESS_KEY_ID",
                        "AWS_WEB_IDENTITY_TOKEN_FILE",
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                        "169.254.169.254"));
        assertThat(refusal.advice()).contains("IAM role", "AWS_SESSION_TOKEN");
        assertThat(NEW.cluster().counters().joins()).isEqualTo(joins);
    }

    @Test
    void anotherMethodsToken_isRefused() throws Exception {
        AwsIdentity role = OLD.cluster().aws().session(CloudEndpoint.ARN);
        FakeJob job = with(job(Service.OLDER), role.environment()).option("token", "deploy-github");
        Logins.refused(job, ErrorCode.WRONG_JOIN_METHOD);
    }
}
