package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.secret.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubTest {
    private static final String URL = "ACTIONS_ID_TOKEN_REQUEST_URL";
    private static final String TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

    private final GitHub provider = new GitHub();
    private final Jobs job = new Jobs()
            .set("GITHUB_ACTIONS", "true")
            .set(URL, "https://vstoken.example/idtoken?api-version=2.0")
            .set(TOKEN, "runner-token");

    @Test
    void obtain_request_asksForTeleportsAudienceWithTheRunnersToken() {
        String token = Jobs.tokenFor(300);
        job.answers(200, "{\"count\":1,\"value\":\"" + token + "\"}");

        Proof proof = provider.obtain(job.context());

        assertThat(job.asked.orElseThrow())
                .hasToString("https://vstoken.example/idtoken?api-version=2.0&audience=teleport.cluster.local");
        assertThat(job.bearer).contains(Secret.of("runner-token"));
        assertThat(job.headers).containsEntry("Accept", "application/json; api-version=2.0");
        assertThat(proof.method()).isEqualTo(JoinMethod.GITHUB);
        assertThat(((Proof.IdTokenProof) proof).token().jwt()).isEqualTo(Secret.of(token));
        assertThat(proof.toString()).doesNotContain("eyJ");
        assertThat(job.warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/p, https://h/p?audience=a%26b%3Dc",
        "https://h/p?, https://h/p?audience=a%26b%3Dc",
        "https://h/p?x=1, https://h/p?x=1&audience=a%26b%3Dc",
        "https://h/p?x=1&, https://h/p?x=1&audience=a%26b%3Dc",
        "http://127.0.0.1:8080/p, http://127.0.0.1:8080/p?audience=a%26b%3Dc",
        "http://localhost/p, http://localhost/p?audience=a%26b%3Dc",
        "http://[::1]:1/p, http://[::1]:1/p?audience=a%26b%3Dc"
    })
    void obtain_urlAndOwnAudience_areJoinedAndEncoded(String url, String asked) {
        job.set(URL, url).audience("a&b=c").answers(200, "{\"value\":\"" + Jobs.tokenFor(300) + "\"}");

        provider.obtain(job.context());

        assertThat(job.asked.orElseThrow()).hasToString(asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/p",
                "http://127.0.0.1.evil.example/p",
                "http://localhost@evil.example/",
                "https://u:p@h/x",
                "file:///etc/passwd",
                "https:///x",
                "not a url",
                "https://h/#f",
                "//h/x",
                "ftp://h/",
                "h"
            })
    void obtain_urlThatIsNotSafe_isRefusedBeforeAnyRequest(String url) {
        job.set(URL, url);

        ProofException error = catchThrowableOfType(ProofException.class, () -> provider.obtain(job.context()));

        assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
        assertThat(job.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {URL, TOKEN})
    void obtain_withoutPermission_namesTheExactLine(String missing) {
        job.set(missing, "");

        ProofException error = catchThrowableOfType(ProofException.class, () -> provider.obtain(job.context()));

        assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MISSING);
        assertThat(error.what()).contains(missing);
        assertThat(error.advice())
                .contains("permissions: { id-token: write, contents: read }")
                .contains("forks");
        assertThat(error.render()).doesNotContain("runner-token");
    }

    @Test
    void obtain_runnerTokenWithALineBreak_isNeverSent() {
        job.set(TOKEN, "a\r\nX-Evil: 1");

        ProofException error = catchThrowableOfType(ProofException.class, () -> provider.obtain(job.context()));

        assertThat(error.render()).doesNotContain("X-Evil");
        assertThat(job.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "500, ''",
        "502, x",
        "503, ''",
        "429, slow",
        "408, ''",
        "403, job is in 'Pending' state",
        "200, ''",
        "200, {}",
        "200, '{\"value\":\"\"}'",
        "200, '{\"value\":5}'",
        "200, <html>",
        "200, '{\"value\":\"x\"'",
        "200, '{\"a\":{\"value\":\"x\"}}'"
    })
    void obtain_passingFailure_isAFault(int status, String body) {
        job.answers(status, body);

        FaultException error = catchThrowableOfType(FaultException.class, () -> provider.obtain(job.context()));

        assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 301, 302, 307, 204})
    void obtain_definiteRefusal_isNotAFault(int status) {
        job.answers(status, "no: \n" + Jobs.tokenFor(1) + "y".repeat(1000));

        MachineIdException error = catchThrowableOfType(ProofException.class, () -> provider.obtain(job.context()));

        assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
        assertThat(error.what()).contains(String.valueOf(status));
        assertThat(error.details())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).startsWith("it said: no: \\u{a}eyJ***").hasSizeLessThan(250));
    }

    @Test
    void obtain_answerThatIsNoToken_isMalformedAndNotShown() {
        job.answers(200, "{\"value\":\"s3cret\"}");

        ProofException error = catchThrowableOfType(ProofException.class, () -> provider.obtain(job.context()));

        assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MALFORMED);
        assertThat(error.render()).doesNotContain("s3cret");
    }

    @Test
    void applies_variable_mustSayTrue() {
        assertThat(provider.applies(job.jobVariables(), ProofOptions.AUTO)).isTrue();
        assertThat(provider.applies(job.set("GITHUB_ACTIONS", "false").jobVariables(), ProofOptions.AUTO))
                .isFalse();
    }
}
