package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProvidersTest {
    @TempDir
    Path directory;

    private final Jobs job = new Jobs();
    private Providers providers = Providers.standard();

    @BeforeEach
    void filesInTheDirectory() {
        providers = Providers.of(
                new Spacelift(directory.resolve("spacelift.oidc")), new Kubernetes(directory.resolve("token")));
    }

    @Test
    void select_explicitMethod_isExactlyThatOne() {
        job.method(JoinMethod.CIRCLECI).set("GITHUB_ACTIONS", "true");

        Selection selection = select(Optional.of(JoinMethod.GITHUB));

        assertThat(selection.provider().method()).isEqualTo(JoinMethod.CIRCLECI);
        assertThat(selection.alsoFound()).containsExactly(JoinMethod.GITHUB);
    }

    @Test
    void select_methodOfTheCluster_decidesOverTheSurroundings() {
        job.set("GITHUB_ACTIONS", "true").set("GITLAB_CI", "true");

        assertThat(select(Optional.of(JoinMethod.GITLAB)).provider().method()).isEqualTo(JoinMethod.GITLAB);
        assertThat(select(Optional.of(JoinMethod.GITLAB)).alsoFound()).containsExactly(JoinMethod.GITHUB);
    }

    @Test
    void select_everythingAtOnce_followsTheDocumentedOrder() throws IOException {
        Files.writeString(directory.resolve("token"), "x");
        job.set("GITHUB_ACTIONS", "true")
                .set("GITLAB_CI", "true")
                .set("CIRCLECI", "true")
                .set("SPACELIFT_OIDC_TOKEN", "x")
                .set("TF_BUILD", "True")
                .set("BITBUCKET_PIPELINE_UUID", "{1}")
                .set("TFC_RUN_ID", "run-1")
                .set("ENV0_DEPLOYMENT_LOG_ID", "1")
                .set("KUBERNETES_SERVICE_HOST", "10.0.0.1")
                .oidc(new OidcSource.Variable("X"))
                .secret(new SecretSource.Variable("Y"));

        Selection selection = select(Optional.empty());

        assertThat(selection.provider().method()).isEqualTo(JoinMethod.GITHUB);
        assertThat(selection.alsoFound())
                .containsExactly(
                        JoinMethod.GITLAB,
                        JoinMethod.CIRCLECI,
                        JoinMethod.SPACELIFT,
                        JoinMethod.AZURE_DEVOPS,
                        JoinMethod.BITBUCKET,
                        JoinMethod.TERRAFORM_CLOUD,
                        JoinMethod.ENV0,
                        JoinMethod.GENERIC_OIDC,
                        JoinMethod.KUBERNETES,
                        JoinMethod.TOKEN);
    }

    @Test
    void select_runnerInAPod_isTheCiPlatform() throws IOException {
        Files.writeString(directory.resolve("token"), "x");
        job.set("KUBERNETES_SERVICE_HOST", "10.0.0.1").set("GITLAB_CI", "true");

        Selection selection = select(Optional.empty());

        assertThat(selection.provider().method()).isEqualTo(JoinMethod.GITLAB);
        assertThat(selection.alsoFound()).containsExactly(JoinMethod.KUBERNETES);
    }

    @Test
    void select_serverMethodAuto_isNoMethod() {
        job.set("CIRCLECI", "true");

        assertThat(select(Optional.of(JoinMethod.AUTO)).provider().method()).isEqualTo(JoinMethod.CIRCLECI);
    }

    @Test
    void select_nothing_listsWhatWasLookedFor() {
        ProofException error = catchThrowableOfType(ProofException.class, () -> select(Optional.empty()));

        assertThat(error.code()).isEqualTo(ErrorCode.NO_PROOF_FOUND);
        assertThat(error.details())
                .hasSizeGreaterThanOrEqualTo(11)
                .contains(
                        "github: no variable GITHUB_ACTIONS",
                        "gitlab: no variable GITLAB_CI",
                        "token: no option secret-env or secret-file");
    }

    @ParameterizedTest
    @EnumSource(JoinMethod.class)
    void select_everyMethod_hasAProviderOrIsRefused(JoinMethod method) {
        if (method == JoinMethod.AUTO) {
            return;
        }
        if (method.available()) {
            assertThat(select(Optional.of(method)).provider().method()).isEqualTo(method);
            return;
        }
        ProofException error = catchThrowableOfType(ProofException.class, () -> select(Optional.of(method)));
        assertThat(error.code()).isEqualTo(ErrorCode.METHOD_NOT_SUPPORTED);
        assertThat(error.what()).contains(method.wireName());
    }

    @Test
    void standard_providers_areAllThere() {
        assertThat(Arrays.stream(JoinMethod.values())
                        .filter(JoinMethod::available)
                        .filter(method -> method != JoinMethod.AUTO))
                .allSatisfy(method -> assertThat(Providers.standard()
                                .select(job.jobVariables(), job.options, Optional.of(method))
                                .provider()
                                .looksFor())
                        .isNotBlank());
    }

    private Selection select(Optional<JoinMethod> server) {
        return providers.select(job.jobVariables(), job.options, server);
    }
}
