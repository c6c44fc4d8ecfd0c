package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.issuer.RunShapes;
import dev.machineid.lab.issuer.TokenShape;
import dev.machineid.lab.join.RunTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each of the newer methods refuses, in the newer servers' words, and the job is told what it means; one attempt each. */
class RunRefusalsTest {
    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension();

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(builder -> builder.joinService(false));

    @TempDir
    Path directory;

    private FakeJob job(LabCluster cluster, String token, TokenShape shape) throws IOException {
        return job(cluster, token, shape, cluster.issuer());
    }

    private FakeJob job(LabCluster cluster, String token, TokenShape shape, Issuer issuer) throws IOException {
        return new FakeJob(cluster, directory)
                .option("token", token)
                .option("join-method", token.replace("deploy-", "").replace('-', '_'))
                .option("oidc-env", "TOKEN")
                .variable("TOKEN", issuer.mint(shape).reveal());
    }

    private MachineIdException refused(boolean older, String token, TokenShape shape, ErrorCode code)
            throws IOException {
        LabCluster cluster = (older ? OLD : NEW).cluster();
        int joins = cluster.counters().joins();
        FakeJob job = job(cluster, token, shape);
        MachineIdException refusal = Logins.refused(job, code);
        assertThat(cluster.counters().joins() - joins).as("join attempts").isOne();
        assertThat(job.waits).isEmpty();
        return refusal;
    }

    static Stream<Arguments> claims() {
        return Stream.of(
                Arguments.of("deploy-azure-devops", RunShapes.azureDevOps(), "rpo_ref", "refs/heads/dev"),
                Arguments.of("deploy-azure-devops", RunShapes.azureDevOps(), "def_id", "8"),
                Arguments.of("deploy-azure-devops", RunShapes.azureDevOps(), "sub", "p://acme/App/deploy"),
                Arguments.of("deploy-azure-devops", RunShapes.azureDevOps(), "org_id", "other"),
                Arguments.of("deploy-bitbucket", RunShapes.bitbucket(), "branchName", "dev"),
                Arguments.of("deploy-bitbucket", RunShapes.bitbucket(), "repositoryUuid", "8888"),
                Arguments.of(
                        "deploy-terraform-cloud",
                        RunShapes.terraformCloud("lab-root"),
                        "terraform_workspace_name",
                        "other"),
                Arguments.of("deploy-env0", RunShapes.env0(), "deploymentType", "prPlan"),
                Arguments.of("deploy-env0", RunShapes.env0(), "projectName", "APP"));
    }

    @ParameterizedTest
    @MethodSource("claims")
    void claim_otherThanTheRule_isRefusedAndShown(String token, TokenShape shape, String claim, String value)
            throws Exception {
        MachineIdException refusal = refused(false, token, shape.with(claim, value), ErrorCode.CLAIMS_REFUSED);

        assertThat(refusal.details()).anyMatch(line -> line.strip().equals(claim + " = " + value));
        assertThat(String.join("\n", refusal.details())).doesNotContain("octo@acme.example");
        if (!token.equals("deploy-env0")) {
            refused(true, token, shape.with(claim, value), ErrorCode.CLAIMS_REFUSED);
        }
    }

    @ParameterizedTest
    @CsvSource({"deploy-azure-devops", "deploy-bitbucket", "deploy-terraform-cloud", "deploy-env0"})
    void proof_ofOtherIssuerAudienceKeyOrTime_isRefusedByItsCode(String token) throws Exception {
        TokenShape shape = Shape.of(token);

        refused(false, token, shape.withIssuer("https://evil.example"), ErrorCode.WRONG_ISSUER);
        refused(false, token, shape.withAudience("other"), ErrorCode.WRONG_AUDIENCE);
        refused(false, token, shape.without("sub"), ErrorCode.ID_TOKEN_REFUSED);
        Logins.refused(job(NEW.cluster(), token, shape, Issuer.create(Clock.systemUTC())), ErrorCode.ID_TOKEN_REFUSED);
        refused(
                false,
                token,
                shape.with("iat", Clock.systemUTC().instant().plusSeconds(600).getEpochSecond()),
                ErrorCode.ID_TOKEN_NOT_YET_VALID);
    }

    @ParameterizedTest
    @CsvSource({"deploy-azure-devops", "deploy-bitbucket", "deploy-terraform-cloud"})
    void proof_forSeveralAudiences_isRefusedUnlessItsPartyIsTheCluster(String token) throws Exception {
        TokenShape shape = Shape.of(token);
        String own = shape.audience().get(0);
        refused(true, token, shape.withAudience(own, "other"), ErrorCode.WRONG_AUDIENCE);
        refused(false, token, shape.with("azp", "other"), ErrorCode.WRONG_AUDIENCE);

        job(NEW.cluster(), token, shape.withAudience(own, "other").with("azp", own))
                .login()
                .close();
    }

    @Test
    void azureDevOps_tokenOfAServiceConnection_isRefused() throws Exception {
        TokenShape connection = RunShapes.azureDevOps().with("sub", "sc://acme/app/azure");

        MachineIdException refusal = refused(false, "deploy-azure-devops", connection, ErrorCode.ID_TOKEN_REFUSED);

        assertThat(String.join("\n", refusal.details())).contains("not of pipeline kind");
        refused(
                false,
                "deploy-azure-devops",
                RunShapes.azureDevOps().with("sub", "p://acme/app"),
                ErrorCode.ID_TOKEN_REFUSED);
    }

    @Test
    void proof_thatRanOutOnTheWay_isRefusedByTheCluster() throws Exception {
        // A job whose clock is behind shows a token that is over by the cluster's.
        LabCluster cluster = NEW.cluster();
        FakeJob job = job(cluster, "deploy-bitbucket", RunShapes.bitbucket().withLife(Duration.ofSeconds(-30)));
        Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10));

        assertThatThrownBy(() -> dev.machineid.core.MachineId.of(job, behind, job.waits::add)
                        .login(job.request(), java.util.Optional.empty()))
                .isInstanceOfSatisfying(
                        MachineIdException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ID_TOKEN_EXPIRED));
    }

    @ParameterizedTest
    @CsvSource({"definition_id, 7", "repository_ref, refs/heads/main"})
    void rule_thatNamesTooLittle_isNoRule(String field, String value) {
        assertThatThrownBy(() -> RunTokens.azureDevOps("t").allow(Map.of(field, value)))
                .hasMessageContaining("at least one of sub, project_name, project_id");
        assertThatThrownBy(() -> RunTokens.terraformCloud("t").allow(Map.of("organization_name", "acme")))
                .hasMessageContaining("project_id");
        assertThatThrownBy(() -> RunTokens.env0("t").allow(Map.of("project_id", "p")))
                .hasMessageContaining("organization_id");
        assertThatThrownBy(() -> RunTokens.bitbucket("t").allow(Map.of("branch_name", "main")))
                .hasMessageContaining("workspace_uuid");
    }

    /** The shape for each of the default join tokens. */
    private static final class Shape {
        static TokenShape of(String token) {
            return switch (token) {
                case "deploy-azure-devops" -> RunShapes.azureDevOps();
                case "deploy-bitbucket" -> RunShapes.bitbucket();
                case "deploy-env0" -> RunShapes.env0();
                default -> RunShapes.terraformCloud("lab-root");
            };
        }
    }
}
