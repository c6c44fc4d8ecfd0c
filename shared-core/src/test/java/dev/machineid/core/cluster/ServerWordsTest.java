package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.ErrorCode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServerWordsTest {
    /** Texts seen on a real server. */
    static Stream<Arguments> seen() {
        return Stream.of(
                Arguments.of(
                        "\"\" can not join the cluster with role \"Bot\", token expired or not found",
                        ErrorCode.JOIN_TOKEN_UNKNOWN),
                Arguments.of("id token claims did not match any allow rules", ErrorCode.CLAIMS_REFUSED),
                Arguments.of("oidc: expected audience \"lab-root\" got [\"zz\"]", ErrorCode.WRONG_AUDIENCE),
                Arguments.of(
                        "oidc: token is expired (Token Expiry: 2026-11-22 10:00:00 +0000 UTC)",
                        ErrorCode.ID_TOKEN_EXPIRED),
                Arguments.of(
                        "oidc: id token issued by a different provider, expected \"https://a\" got \"https://b\"",
                        ErrorCode.WRONG_ISSUER),
                Arguments.of("token not before in future", ErrorCode.ID_TOKEN_NOT_YET_VALID),
                Arguments.of(
                        "github enterprise server joining: this feature requires Teleport Enterprise",
                        ErrorCode.ENTERPRISE_ONLY),
                Arguments.of(
                        "reviewing kubernetes token with static_jwks: validating jwt claims: invalid audience claim (aud)",
                        ErrorCode.WRONG_AUDIENCE),
                Arguments.of(
                        "reviewing kubernetes token with static_jwks: validating jwt claims: token is expired (exp)",
                        ErrorCode.ID_TOKEN_EXPIRED),
                Arguments.of(
                        "static_jwks joining requires the use of a service account token with a TTL of less than 30m0s",
                        ErrorCode.ID_TOKEN_REFUSED),
                Arguments.of(
                        "static_jwks joining requires the use of projected pod bound service account token",
                        ErrorCode.ID_TOKEN_REFUSED),
                Arguments.of(
                        "oidc: malformed jwt: oidc: malformed jwt, expected 3 parts got 1", ErrorCode.ID_TOKEN_REFUSED),
                Arguments.of("IDToken not provided for gitlab join request", ErrorCode.WRONG_JOIN_METHOD),
                Arguments.of(
                        "this token is only valid for the iam join method but the node has connected to the wrong"
                                + " endpoint, make sure your node is configured to use the iam join method",
                        ErrorCode.WRONG_JOIN_METHOD),
                Arguments.of("lock targeting User:\"bot-ci\" is in force: MESSAGE", ErrorCode.LOCKED),
                Arguments.of(
                        "user \"bot-ci\" has requested role impersonation for [\"ci-unassigned\"]",
                        ErrorCode.ROLE_REFUSED),
                Arguments.of("role nope is not found", ErrorCode.ROLE_REFUSED));
    }

    @ParameterizedTest
    @MethodSource
    void seen(String words, ErrorCode code) {
        assertThat(ServerWords.meaning(words)).contains(code);
    }

    /** Texts read in descriptions of the server, in their order. */
    static Stream<Arguments> read() {
        return Stream.of(
                Arguments.of(
                        "\"x\" can not join the cluster with role Bot, the token is not valid",
                        ErrorCode.JOIN_TOKEN_UNKNOWN),
                Arguments.of(
                        "node \"\" can not join, the token does not allow \"Bot\" role", ErrorCode.JOIN_TOKEN_UNKNOWN),
                Arguments.of(
                        "client requested join method \"gitlab\", provision token only supports method \"github\"",
                        ErrorCode.WRONG_JOIN_METHOD),
                Arguments.of("kubernetes token did not match any allow rules", ErrorCode.CLAIMS_REFUSED),
                Arguments.of("instance did not match any allow rules", ErrorCode.CLAIMS_REFUSED),
                Arguments.of("id token claims failed to match any allow rules", ErrorCode.CLAIMS_REFUSED),
                Arguments.of("organization ID in token (a) does not match configured (b)", ErrorCode.CLAIMS_REFUSED),
                Arguments.of("id token is not of pipeline kind (sub: \"sc://a/b/c\")", ErrorCode.ID_TOKEN_REFUSED),
                Arguments.of(
                        "verifying token\n\tissuer does not match: Expected: https://a, got: https://b",
                        ErrorCode.WRONG_ISSUER),
                Arguments.of(
                        "verifying token\n\taudience is not valid: Audience must contain client_id \"a\"",
                        ErrorCode.WRONG_AUDIENCE),
                Arguments.of(
                        "authorized party is not set. If Token is valid for multiple audiences, azp must not be empty",
                        ErrorCode.WRONG_AUDIENCE),
                Arguments.of("verifying token\n\ttoken has expired", ErrorCode.ID_TOKEN_EXPIRED),
                Arguments.of(
                        "issuedAt of token is in the future: (iat: x, now with offset: y)",
                        ErrorCode.ID_TOKEN_NOT_YET_VALID),
                Arguments.of("verifying token\n\tinvalid signature", ErrorCode.ID_TOKEN_REFUSED),
                Arguments.of(
                        "terraform_cloud joining for Terraform Enterprise\n\tthis feature requires Teleport Enterprise",
                        ErrorCode.ENTERPRISE_ONLY),
                Arguments.of("access denied", ErrorCode.ACCESS_DENIED),
                Arguments.of(
                        "bot user \"bot-ci\" has already been issued a renewable certificate",
                        ErrorCode.ALREADY_RENEWABLE),
                Arguments.of("a valid registration secret is required", ErrorCode.KEYPAIR_REFUSED),
                Arguments.of("failed to complete challenge", ErrorCode.KEYPAIR_REFUSED),
                Arguments.of("validating challenge response: invalid nonce", ErrorCode.KEYPAIR_REFUSED),
                Arguments.of("no recovery attempts remaining", ErrorCode.NO_RECOVERY_LEFT),
                Arguments.of("no rejoins remaining", ErrorCode.NO_RECOVERY_LEFT),
                Arguments.of("join state verification failed", ErrorCode.JOIN_STATE_REFUSED),
                Arguments.of("previous join state is required but was not provided", ErrorCode.JOIN_STATE_REFUSED),
                Arguments.of("bot instance mismatch", ErrorCode.JOIN_STATE_REFUSED),
                Arguments.of(
                        "lock targeting JoinToken:\"deploy\" is in force: The join token \"deploy\" has been locked",
                        ErrorCode.LOCKED),
                Arguments.of(
                        "renewable cert generation mismatch: stored=2, presented=1", ErrorCode.GENERATION_MISMATCH),
                Arguments.of("at least one role request is required", ErrorCode.ROLE_REFUSED),
                Arguments.of("identity is not allowed to reissue certificates", ErrorCode.REQUEST_REFUSED),
                Arguments.of("rate limit exceeded", ErrorCode.RATE_LIMITED),
                Arguments.of("failed to verify signature: no keys matched jwk", ErrorCode.ID_TOKEN_REFUSED));
    }

    @ParameterizedTest
    @MethodSource
    void read(String words, ErrorCode code) {
        assertThat(ServerWords.meaning(words)).contains(code);
    }

    @Test
    void otherWords_haveNoMeaning() {
        assertThat(Stream.of(
                        "", "internal error", "client version is unsupported, minimum supported version is 17.0.0"))
                .allSatisfy(words -> assertThat(ServerWords.meaning(words)).isEmpty());
    }

    @Test
    void accessDenied_besideASpecialReason_isTheReason() {
        assertThat(ServerWords.meaning("access denied: lock targeting User:\"bot-ci\" is in force"))
                .contains(ErrorCode.LOCKED);
    }
}
