package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.ProofOptions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The platforms that put one token into a variable: Bitbucket, HCP Terraform, env zero; and generic_oidc on any. */
class RunTokensTest {
    private static final String TERRAFORM = "TFC_WORKLOAD_IDENTITY_TOKEN";
    private static final String GOOD = Jobs.tokenFor(3600);

    private final Jobs job = new Jobs();

    static Stream<Arguments> platforms() {
        return Stream.of(
                Arguments.of(new Bitbucket(), "BITBUCKET_STEP_OIDC_TOKEN", "BITBUCKET_PIPELINE_UUID", "oidc: true"),
                Arguments.of(new TerraformCloud(), TERRAFORM, "TFC_RUN_ID", "TFC_WORKLOAD_IDENTITY_AUDIENCE=CLUSTER"),
                Arguments.of(
                        new Env0(), "ENV0_OIDC_TOKEN", "ENV0_DEPLOYMENT_LOG_ID", "Enable OIDC during deployments"));
    }

    private String jwt(ProofProvider provider) {
        Proof.IdTokenProof proof = (Proof.IdTokenProof) provider.obtain(job.context());
        assertThat(proof.method()).isEqualTo(provider.method());
        return proof.token().jwt().reveal();
    }

    private ProofException failure(ProofProvider provider) {
        return catchThrowableOfType(ProofException.class, () -> provider.obtain(job.context()));
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void token_inItsVariable_isTakenWithoutSpace(ProofProvider provider, String variable, String run, String line) {
        job.set(variable, " " + GOOD + "\n");

        assertThat(jwt(provider)).isEqualTo(GOOD);
        assertThat(provider.applies(job.jobVariables(), ProofOptions.AUTO)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void run_withoutToken_isFoundAndToldTheLine(ProofProvider provider, String variable, String run, String line) {
        assertThat(provider.applies(job.jobVariables(), ProofOptions.AUTO)).isFalse();
        job.set(run, "1");

        assertThat(provider.applies(job.jobVariables(), ProofOptions.AUTO)).isTrue();
        assertThat(failure(provider).code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MISSING);
        assertThat(failure(provider).what()).contains(variable);
        assertThat(failure(provider).advice()).contains(line);
        assertThat(provider.looksFor()).contains(run);
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void token_thatHasExpired_isRefusedHere(ProofProvider provider, String variable, String run, String line) {
        job.set(variable, Jobs.tokenFor(-1));

        assertThat(failure(provider).code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_EXPIRED);
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void namedVariable_isTheOnlyOneRead(ProofProvider provider, String variable, String run, String line) {
        job.set(variable, GOOD).oidc(new OidcSource.Variable("MINE"));
        assertThat(failure(provider).what()).contains("MINE");

        job.set("MINE", Jobs.tokenFor(60));
        assertThat(jwt(provider)).isEqualTo(Jobs.tokenFor(60));
    }

    @Test
    void terraform_missing_namesTheClusterOrTheAudience() {
        job.clusterName.complete("root.example");
        assertThat(failure(new TerraformCloud()).advice()).contains("AUDIENCE=root.example ");

        job.audience("own");
        assertThat(failure(new TerraformCloud()).advice()).contains("AUDIENCE=own ");
    }

    @Test
    void terraform_onlyTaggedToken_isTheOne() {
        job.set(TERRAFORM + "_TELEPORT", GOOD);

        assertThat(jwt(new TerraformCloud())).isEqualTo(GOOD);
        assertThat(new TerraformCloud().applies(job.jobVariables(), ProofOptions.AUTO))
                .isTrue();
    }

    @Test
    void terraform_severalTokens_theOneForTheAudienceElseWithoutTag() {
        String aws = Jobs.token("{\"aud\":\"aws.workload.identity\"}");
        String ours = Jobs.token("{\"aud\":\"teleport.example.com\"}");
        job.set(TERRAFORM, aws).set(TERRAFORM + "_TELEPORT", ours).set(TERRAFORM + "_BROKEN", "x.y");

        assertThat(jwt(new TerraformCloud())).isEqualTo(aws);
        job.audience("teleport.example.com");
        assertThat(jwt(new TerraformCloud())).isEqualTo(ours);
        assertThat(job.warnings).isEmpty();
        job.audience("other");
        assertThat(jwt(new TerraformCloud())).isEqualTo(aws);
        assertThat(job.warnings).singleElement().asString().contains("not for \"other\"");
    }

    @Test
    void terraform_severalTagsAndNothingSaid_isAmbiguousAndNamesThem() {
        job.set(TERRAFORM + "_B", GOOD).set(TERRAFORM + "_A", GOOD).set("TFC_WORKLOAD_IDENTITY_TOKENS", GOOD);

        ProofException error = failure(new TerraformCloud());

        assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_AMBIGUOUS);
        assertThat(error.details()).containsExactly(TERRAFORM + "_A", TERRAFORM + "_B");
        assertThat(error.advice()).contains("audience").contains("oidc-env");
    }

    @Test
    void genericOidc_withoutSource_showsThePlatformsToken() {
        GenericOidc provider = new GenericOidc(List.of(new GitLab(), new Bitbucket()));
        job.set("BITBUCKET_STEP_OIDC_TOKEN", GOOD);
        assertThat(jwt(provider)).isEqualTo(GOOD);

        job.set("GITLAB_CI", "true");
        assertThat(failure(provider).advice()).contains("id_tokens:");
    }

    @Test
    void genericOidc_onGitHub_isMintedForTheOptionsAudience() {
        job.set("GITHUB_ACTIONS", "true")
                .set("ACTIONS_ID_TOKEN_REQUEST_URL", "https://h/p?v=1")
                .set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "t")
                .audience("teleport.example.com/deploy")
                .answers(200, "{\"value\":\"" + Jobs.token("{\"aud\":\"teleport.example.com/deploy\"}") + "\"}");

        jwt(new GenericOidc(List.of(new GitHub())));

        assertThat(job.asked.orElseThrow()).hasToString("https://h/p?v=1&audience=teleport.example.com%2Fdeploy");
        assertThat(job.warnings).isEmpty();
    }

    @Test
    void circleCi_variableAboutToEnd_mintsANewOne() {
        job.set("CIRCLE_OIDC_TOKEN", Jobs.tokenFor(30)).set("CIRCLE_ORGANIZATION_ID", "0c1d2e3f");
        job.output = new CommandRunner.Output(0, dev.machineid.core.secret.Secret.of(GOOD));
        assertThat(jwt(new CircleCi())).isEqualTo(GOOD);
        assertThat(job.warnings).isEmpty();

        job.variables.remove("CIRCLE_ORGANIZATION_ID");
        assertThat(jwt(new CircleCi())).isEqualTo(Jobs.tokenFor(30));
        assertThat(job.warnings).singleElement().asString().contains("expires in 30 s");
    }
}
