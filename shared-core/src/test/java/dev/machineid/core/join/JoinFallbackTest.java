package dev.machineid.core.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.cluster.Links;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.secret.Secret;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the older endpoint is asked, and what its answers mean. */
class JoinFallbackTest extends JoinBench {
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 12, 13, 14})
    void newService_notServed_asksTheOlderEndpoint(int status) {
        stream = unread(status, "x");

        MachineIdException refusal = refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(refusal.details()).contains("the server said: older said no");
        assertThat(older).hasSize(1);
    }

    @Test
    void newService_endsWithoutAWord_asksTheOlderEndpoint() {
        streams(0, "", (in, out) -> take(in));

        refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(older).hasSize(1);
    }

    @Test
    void newService_unimplementedForTheMethod_asksTheOlderEndpointOnce() {
        streams(12, "not for gitlab", (in, out) -> {
            take(in);
            say(out, init("gitlab"));
            take(in);
        });

        refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(older).hasSize(1);
    }

    @Test
    void genericOidc_connectionBroken_isNotBlamedOnTheServersAge() throws Exception {
        front.close();

        MachineIdException failure = refused(attempt("deploy", idToken(JoinMethod.GENERIC_OIDC)));
        assertThat(failure.code()).isEqualTo(ErrorCode.CANNOT_CONNECT);
    }

    @Test
    void genericOidc_notServed_isNotAskedOfTheOlderEndpoint() {
        assertThat(refused(attempt("deploy", idToken(JoinMethod.GENERIC_OIDC))).code())
                .isEqualTo(ErrorCode.METHOD_NOT_SUPPORTED);
        assertThat(older).isEmpty();
    }

    @Test
    void olderServer_isNeverAskedForTheNewService() {
        stream = Links.answer();
        assertThatThrownBy(() -> join(attempt("deploy", idToken(JoinMethod.GITLAB)), "15.0.0-dev"))
                .isInstanceOf(DeniedException.class);

        assertThat(server.getRequestCount()).isOne();
        RecordedRequest request = older.get(0);
        assertThat(request.getTarget()).isEqualTo(OLDER);
        assertThat(request.getBody().utf8())
                .startsWith(
                        "{\"hostID\":\"\",\"node_name\":\"\",\"role\":\"Bot\",\"token\":\"deploy\",\"id_token\":\"eyJ")
                .endsWith("\"expires\":\"2026-11-22T13:00:00Z\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "403, access denied, BOT_MISSING",
        "500, something broke, REQUEST_REFUSED",
        "503, something broke, SERVER_FAULT",
        "429, too many, RATE_LIMITED",
        "429, rate limit exceeded, RATE_LIMITED",
        "400, odd, REQUEST_REFUSED",
        "403, token not before in future, ID_TOKEN_NOT_YET_VALID",
        "500, oidc: token is expired (Token Expiry: x), CLOCKS_DIFFER"
    })
    void olderEndpoint_words_decideBeforeTheStatus(int status, String words, ErrorCode code) {
        document = Links.json("{\"error\":{\"message\":\"" + words + "\"}}")
                .newBuilder()
                .code(status)
                .build();

        MachineIdException refusal = refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal)
                .isInstanceOf(
                        code == ErrorCode.SERVER_FAULT || code == ErrorCode.RATE_LIMITED
                                ? FaultException.class
                                : DeniedException.class);
    }

    @Test
    void olderEndpoint_echoOfTheToken_isNotShown() {
        document = Links.json("{\"error\":{\"message\":\"bad eyJhbGciOiJub25lIn0.eyJzdWIiOiJqb2ItMSJ9.c2lnbmF0dXJl\"}}")
                .newBuilder()
                .code(400)
                .build();

        assertThat(refused(attempt("deploy", idToken(JoinMethod.GITLAB))).render())
                .doesNotContain("c2lnbmF0dXJl", "eyJzdWIi");
    }

    @ParameterizedTest
    @CsvSource({
        "'', the join token of this secret, tctl get token/NAME",
        "deploy, the join token \"deploy\", tctl get token/deploy"
    })
    void joinToken_inAMessage_isNamedWhereItHasAName(String name, String named, String show) {
        document = Links.json("{\"error\":{\"message\":\"did not match any allow rules\"}}")
                .newBuilder()
                .code(403)
                .build();

        MachineIdException refusal = refused(attempt(name, new Proof.SecretProof(Secret.of("s"))));
        assertThat(refusal.what()).startsWith(named);
        assertThat(refusal.advice()).contains(show);
    }
}
