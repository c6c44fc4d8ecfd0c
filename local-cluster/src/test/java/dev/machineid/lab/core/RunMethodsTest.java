package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.RunShapes;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import dev.machineid.lab.join.LabToken;
import dev.machineid.lab.join.RunTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Azure DevOps, Bitbucket, HCP Terraform, env zero, and GitHub's own issuers, from the job's variables to files that work. */
class RunMethodsTest {
    private static final Map<String, String> APP = Map.of("repository", "acme/app");

    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension(builder -> builder.joinToken(
                    LabToken.github("deploy-server")
                            .enterpriseServer("ghes.acme.test")
                            .allow(APP))
            .joinToken(LabToken.github("deploy-slug").enterpriseSlug("acme-inc").allow(APP))
            .joinToken(LabToken.genericOidc("deploy-own", Shapes.github().issuer(), "lab-root/own")
                    .allow(APP))
            .joinToken(RunTokens.terraformCloud("deploy-enterprise")
                    .issuer("https://tfe.acme.test")
                    .audience("lab-root/tfe")
                    .allow(Map.of("organization_name", "acme", "project_name", "platform"))));

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(builder -> builder.joinService(false));

    @RegisterExtension
    static final LabClusterExtension OPEN = new LabClusterExtension(builder -> builder.openSource()
            .joinToken(LabToken.github("deploy-server")
                    .enterpriseServer("ghes.acme.test")
                    .allow(APP))
            .joinToken(LabToken.github("deploy-slug").enterpriseSlug("acme-inc").allow(APP))
            .joinToken(RunTokens.terraformCloud("deploy-enterprise")
                    .issuer("https://tfe.acme.test")
                    .allow(Map.of("organization_name", "acme", "project_name", "platform"))));

    @TempDir
    Path directory;

    private static LabCluster cluster(JoinMethodsTest.Way way) {
        return (way.older() ? OLD : NEW).cluster();
    }

    private FakeJob job(LabCluster cluster, String token) throws IOException {
        return new FakeJob(cluster, directory).option("token", token).option("outputs", "identity ssh");
    }

    private FakeJob job(JoinMethodsTest.Way way, String token) throws IOException {
        FakeJob job = job(cluster(way), token);
        return way.pinned() ? job.option("ca-pins", cluster(way).caPin()) : job;
    }

    private static FakeJob onAzureDevOps(FakeJob job, LabCluster cluster) {
        return job.variable("TF_BUILD", "True")
                .variable("SYSTEM_OIDCREQUESTURI", cluster.azureDevOps().requestUri())
                .variable(
                        "SYSTEM_ACCESSTOKEN",
                        cluster.azureDevOps().accessToken().reveal());
    }

    private static FakeJob with(FakeJob job, LabCluster cluster, String variable, TokenShape shape) {
        return job.variable(variable, cluster.issuer().mint(shape).reveal());
    }

    private static void works(FakeJob job, LabCluster cluster, String method) {
        int joins = cluster.counters().joins();
        try (Login login = job.login()) {
            TeleportIdentity identity =
                    TeleportIdentity.of(Logins.identity(login).tls());
            assertThat(identity.userName()).isEqualTo("bot-ci");
            assertThat(identity.roles()).containsExactly("ci");
            assertThat(login.report().method()).isEqualTo(method);
            assertThat(login.report().warnings()).isEmpty();
            Logins.onlyTheOwnerMayRead(login.directory());
        }
        assertThat(job.filesLeft()).isEmpty();
        assertThat(job.warnings).isEmpty();
        assertThat(job.waits).isEmpty();
        assertThat(cluster.counters().joins() - joins).as("join attempts").isOne();
    }

    @ParameterizedTest
    @EnumSource
    void azureDevOps_ownJob_joins(JoinMethodsTest.Way way) throws Exception {
        works(onAzureDevOps(job(way, "deploy-azure-devops"), cluster(way)), cluster(way), "azure_devops");
    }

    @ParameterizedTest
    @EnumSource
    void bitbucket_ownStep_joins(JoinMethodsTest.Way way) throws Exception {
        FakeJob job = job(way, "deploy-bitbucket").variable("BITBUCKET_PIPELINE_UUID", "{1}");
        works(with(job, cluster(way), "BITBUCKET_STEP_OIDC_TOKEN", RunShapes.bitbucket()), cluster(way), "bitbucket");
    }

    @ParameterizedTest
    @EnumSource
    void terraformCloud_ownRun_joins(JoinMethodsTest.Way way) throws Exception {
        FakeJob job = job(way, "deploy-terraform-cloud").variable("TFC_RUN_ID", "run-1");
        works(
                with(job, cluster(way), "TFC_WORKLOAD_IDENTITY_TOKEN_TELEPORT", RunShapes.terraformCloud("lab-root")),
                cluster(way),
                "terraform_cloud");
    }

    @ParameterizedTest
    @CsvSource({"NEW_SERVICE", "NEW_SERVICE_PINNED"})
    void env0_onANewServer_joins(JoinMethodsTest.Way way) throws Exception {
        FakeJob job = job(way, "deploy-env0").variable("ENV0_DEPLOYMENT_LOG_ID", "1");
        works(with(job, cluster(way), "ENV0_OIDC_TOKEN", RunShapes.env0()), cluster(way), "env0");
    }

    @ParameterizedTest
    @CsvSource({"OLDER", "OLDER_PINNED"})
    void env0_onAnOldServer_isRefusedWithoutAJoin(JoinMethodsTest.Way way) throws Exception {
        int joins = cluster(way).counters().joins();
        FakeJob job = with(job(way, "deploy-env0"), cluster(way), "ENV0_OIDC_TOKEN", RunShapes.env0());

        assertThat(Logins.refused(job, ErrorCode.METHOD_NOT_SUPPORTED).advice()).contains("18.4");
        assertThat(cluster(way).counters().joins()).isEqualTo(joins);
    }

    @Test
    void terraformEnterprise_ownHostAndAudience_joins() throws Exception {
        TokenShape own = RunShapes.terraformCloud("lab-root/tfe").withIssuer("https://tfe.acme.test");
        FakeJob job = job(NEW.cluster(), "deploy-enterprise").option("audience", "lab-root/tfe");
        with(job, NEW.cluster(), "TFC_WORKLOAD_IDENTITY_TOKEN", RunShapes.terraformCloud("aws.workload.identity"));
        works(with(job, NEW.cluster(), "TFC_WORKLOAD_IDENTITY_TOKEN_TELEPORT", own), NEW.cluster(), "terraform_cloud");
    }

    @ParameterizedTest
    @CsvSource({
        "deploy-server, https://ghes.acme.test/_services/token",
        "deploy-slug, https://token.actions.githubusercontent.com/acme-inc"
    })
    void github_ownIssuer_joinsOnEnterpriseOnly(String token, String issuer) throws Exception {
        for (LabCluster cluster : new LabCluster[] {NEW.cluster(), OPEN.cluster()}) {
            cluster.mint().shape(Shapes.github().withIssuer(issuer));
        }
        try {
            works(job(NEW.cluster(), token).onGitHub(NEW.cluster()), NEW.cluster(), "github");
            Logins.refused(job(OPEN.cluster(), token).onGitHub(OPEN.cluster()), ErrorCode.ENTERPRISE_ONLY);
            Logins.refused(job(NEW.cluster(), "deploy-github").onGitHub(NEW.cluster()), ErrorCode.WRONG_ISSUER);
        } finally {
            NEW.cluster().mint().shape(Shapes.github());
            OPEN.cluster().mint().shape(Shapes.github());
        }
    }

    @Test
    void openSource_refusesWhatOnlyEnterpriseHas() throws Exception {
        FakeJob terraform = job(OPEN.cluster(), "deploy-enterprise");
        with(
                terraform,
                OPEN.cluster(),
                "TFC_WORKLOAD_IDENTITY_TOKEN",
                RunShapes.terraformCloud("lab-root").withIssuer("https://tfe.acme.test"));
        FakeJob spacelift = job(OPEN.cluster(), "deploy-spacelift");
        with(spacelift, OPEN.cluster(), "SPACELIFT_OIDC_TOKEN", Shapes.spacelift());

        Logins.refused(terraform, ErrorCode.ENTERPRISE_ONLY);
        Logins.refused(spacelift, ErrorCode.ENTERPRISE_ONLY);
        works(
                onAzureDevOps(job(OPEN.cluster(), "deploy-azure-devops"), OPEN.cluster()),
                OPEN.cluster(),
                "azure_devops");
    }

    @Test
    void github_genericOidcJoinToken_isMintedForItsAudience() throws Exception {
        works(
                job(NEW.cluster(), "deploy-own")
                        .onGitHub(NEW.cluster())
                        .option("join-method", "generic_oidc")
                        .option("audience", "lab-root/own"),
                NEW.cluster(),
                "generic_oidc");
    }

    @Test
    void azureDevOps_renewal_mintsAnew() throws Exception {
        LabCluster cluster = NEW.cluster();
        int calls = cluster.azureDevOps().calls();
        try (Login login =
                onAzureDevOps(job(cluster, "deploy-azure-devops"), cluster).login()) {
            login.renew();
            login.renew();
        }
        assertThat(cluster.azureDevOps().calls() - calls).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"env0", "terraform"})
    void tokenOfTheWholeRun_renewalAfterItsEnd_saysSo(String platform) throws Exception {
        boolean env0 = platform.equals("env0");
        FakeJob job = with(
                job(NEW.cluster(), env0 ? "deploy-env0" : "deploy-terraform-cloud"),
                NEW.cluster(),
                env0 ? "ENV0_OIDC_TOKEN" : "TFC_WORKLOAD_IDENTITY_TOKEN",
                (env0 ? RunShapes.env0() : RunShapes.terraformCloud("lab-root")).withLife(Duration.ofMinutes(-1)));

        assertThat(Logins.refused(job, ErrorCode.PLATFORM_TOKEN_EXPIRED).what()).contains("expired 60 s ago");
    }

    @Test
    void azureDevOps_anotherJobsToken_isToldTheLine() throws Exception {
        FakeJob job = onAzureDevOps(job(NEW.cluster(), "deploy-azure-devops"), NEW.cluster())
                .variable("SYSTEM_ACCESSTOKEN", "another");

        assertThat(Logins.refused(job, ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED).advice())
                .contains("SYSTEM_ACCESSTOKEN: $(System.AccessToken)");
    }
}
