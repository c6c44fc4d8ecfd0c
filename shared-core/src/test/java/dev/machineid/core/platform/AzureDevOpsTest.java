package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.secret.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Azure Pipelines mints its token at each request for the job's access token. */
class AzureDevOpsTest {
    private static final String URL = "SYSTEM_OIDCREQUESTURI";
    private static final String TOKEN = "SYSTEM_ACCESSTOKEN";
    private static final String GOOD = Jobs.tokenFor(600);

    private final AzureDevOps provider = new AzureDevOps();
    private final Jobs job = new Jobs()
            .set("TF_BUILD", "True")
            .set(URL, "https://dev.azure.example/acme/1/_apis/distributedtask/hubs/build/plans/2/jobs/3/oidctoken")
            .set(TOKEN, "job-token")
            .answers(200, "{\"oidcToken\":\"" + GOOD + "\"}");

    private ProofException refused() {
        return catchThrowableOfType(ProofException.class, () -> provider.obtain(job.context()));
    }

    @Test
    void obtain_request_isAPostWithTheJobsToken() {
        Proof proof = provider.obtain(job.context());

        assertThat(job.posts).isOne();
        assertThat(job.asked.orElseThrow()).asString().endsWith("/jobs/3/oidctoken?api-version=7.1");
        assertThat(job.bearer).contains(Secret.of("job-token"));
        assertThat(job.headers).containsEntry("Content-Type", "application/json");
        assertThat(proof.method()).isEqualTo(JoinMethod.AZURE_DEVOPS);
        assertThat(((Proof.IdTokenProof) proof).token().jwt()).isEqualTo(Secret.of(GOOD));
        assertThat(job.warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/p?api-version=6.0, https://h/p?api-version=7.1",
        "https://h/p?a=b&api-version=6.0&c=d, https://h/p?a=b&c=d&api-version=7.1",
        "https://h/p?, https://h/p?api-version=7.1",
        "http://127.0.0.1:8/p, http://127.0.0.1:8/p?api-version=7.1"
    })
    void obtain_addressWithAQuery_keepsItButTheVersion(String url, String asked) {
        job.set(URL, url);

        provider.obtain(job.context());

        assertThat(job.asked.orElseThrow()).hasToString(asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://dev.azure.com/p", "https://u:p@h/x", "https:///x", "x y", "file:///p", "https://h/#f"})
    void obtain_addressThatIsNotSafe_isRefusedBeforeAnyRequest(String url) {
        job.set(URL, url);

        assertThat(refused().code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
        assertThat(job.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "$(System.AccessToken)"})
    void obtain_withoutAccessToken_namesTheExactLine(String token) {
        job.set(TOKEN, token);

        ProofException error = refused();

        assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MISSING);
        assertThat(error.what()).contains(TOKEN);
        assertThat(error.advice())
                .contains("add to the step: env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }")
                .contains("forks");
        assertThat(job.asked).isEmpty();
    }

    @Test
    void obtain_withoutAddress_saysWhereThereIsOne() {
        job.set(URL, "");

        assertThat(refused().what()).contains(URL);
        assertThat(refused().advice()).contains("Azure DevOps Services").contains("container");
    }

    @Test
    void obtain_accessTokenWithALineBreak_isNeverSent() {
        job.set(TOKEN, "a\r\nX-Evil: 1");

        assertThat(refused().render()).doesNotContain("X-Evil");
        assertThat(job.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"500, ''", "503, x", "429, slow", "200, {}", "200, <html>", "200, '{\"value\":\"x\"}'"})
    void obtain_passingFailure_isAFault(int status, String body) {
        job.answers(status, body);

        FaultException fault = catchThrowableOfType(FaultException.class, () -> provider.obtain(job.context()));

        assertThat(fault.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
        assertThat(fault.render()).contains("Azure DevOps' token service").doesNotContain("GitHub");
    }

    @ParameterizedTest
    @ValueSource(ints = {203, 302, 400, 401, 403, 404})
    void obtain_definiteRefusal_namesTheLine(int status) {
        job.answers(status, "Sign in");

        ProofException error = refused();

        assertThat(error.what()).contains(String.valueOf(status)).startsWith("Azure DevOps'");
        assertThat(error.advice()).contains("SYSTEM_ACCESSTOKEN: $(System.AccessToken)");
    }

    @Test
    void obtain_namedVariable_asksNobody() {
        job.set("MINE", GOOD).oidc(new OidcSource.Variable("MINE"));

        assertThat(((Proof.IdTokenProof) provider.obtain(job.context())).token().jwt())
                .isEqualTo(Secret.of(GOOD));
        assertThat(job.asked).isEmpty();
    }

    @Test
    void applies_buildAgent_inAnyLetterCase() {
        assertThat(provider.applies(job.jobVariables(), ProofOptions.AUTO)).isTrue();
        assertThat(provider.applies(new Jobs().jobVariables(), ProofOptions.AUTO))
                .isFalse();
        assertThat(provider.looksFor()).isEqualTo("variable TF_BUILD");
    }
}
