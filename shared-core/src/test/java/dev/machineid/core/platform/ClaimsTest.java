package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.secret.Secret;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
    @Test
    void parse_registeredClaims_areRead() {
        Claims claims =
                claims("{\"iss\":\"https://i\",\"sub\":\"s\",\"aud\":[\"a\",\"b\"],\"iat\":1,\"nbf\":2,\"exp\":3.9}");

        assertThat(claims.issuer()).contains("https://i");
        assertThat(claims.subject()).contains("s");
        assertThat(claims.audience()).containsExactly("a", "b");
        assertThat(claims.issuedAt()).contains(Instant.ofEpochSecond(1));
        assertThat(claims.notBefore()).contains(Instant.ofEpochSecond(2));
        assertThat(claims.expiresAt()).contains(Instant.ofEpochSecond(3));
    }

    @Test
    void parse_audienceAsText_isAListOfOne() {
        assertThat(claims("{\"aud\":\"a\"}").audience()).containsExactly("a");
        assertThat(claims("{}").audience()).isEmpty();
    }

    @Test
    void parse_absentOrNull_isEmpty() {
        Claims claims = claims("{\"sub\":null,\"exp\":null,\"aud\":[]}");

        assertThat(claims.subject()).isEmpty();
        assertThat(claims.expiresAt()).isEmpty();
        assertThat(claims.audience()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "-1",
                "\"soon\"",
                "1234567890123456789012345678901234567890",
                "true",
                "[[1]]",
                "1e3"
            })
    void expiresAt_noPlainSeconds_isEmpty(String value) {
        assertThat(claims("{\"exp\":" + value + "}").expiresAt()).isEmpty();
    }

    @Test
    void safeSubset_github_isOrderedAndLeavesTheRestOut() {
        Claims claims = claims(
                "{\"jti\":\"unique\",\"actor\":\"me\",\"ref\":\"refs/heads/main\",\"repository\":\"acme/app\","
                        + "\"aud\":\"teleport.cluster.local\",\"sub\":\"repo:acme/app\",\"iss\":\"https://i\",\"secret\":\"x\"}");

        assertThat(claims.safeSubset())
                .containsExactly(
                        "iss = https://i",
                        "aud = teleport.cluster.local",
                        "sub = repo:acme/app",
                        "repository = acme/app",
                        "ref = refs/heads/main",
                        "actor = me");
    }

    @Test
    void safeSubset_nestedAndListed_areShownByPath() {
        Claims claims = claims("{\"kubernetes.io\":{\"namespace\":\"ci\",\"pod\":{\"name\":\"p\",\"uid\":\"u\"},"
                + "\"serviceaccount\":{\"name\":\"bot\"}},\"oidc.circleci.com/context-ids\":[\"c1\",\"c2\"]}");

        assertThat(claims.safeSubset())
                .containsExactly(
                        "oidc.circleci.com/context-ids = c1, c2",
                        "kubernetes.io/namespace = ci",
                        "kubernetes.io/serviceaccount/name = bot",
                        "kubernetes.io/pod/name = p");
    }

    @Test
    void safeSubset_times_areReadable() {
        assertThat(claims("{\"exp\":1767225600}").safeSubset())
                .containsExactly("exp = 1767225600 (2026-01-01T00:00:00Z)");
    }

    @Test
    void safeSubset_hostileValue_isEscapedAndCut() {
        Claims claims = claims("{\"sub\":\"a\\n::error::\\u001b[2J\\u202e" + "x".repeat(500) + "\",\"ref\":\""
                + Jobs.tokenFor(1) + "\"}");

        assertThat(claims.safeSubset().get(0))
                .startsWith("sub = a\\u{a}::error::\\u{1b}[2J\\u{202e}xxx")
                .hasSizeLessThan(250);
        assertThat(claims.safeSubset().get(1)).isEqualTo("ref = eyJ***");
    }

    @Test
    void toString_values_areNotShown() {
        assertThat(claims("{\"sub\":\"private\"}")).hasToString("Claims[sub]");
        assertThat(IdToken.parse(Secret.of(Jobs.token("{\"sub\":\"private\"}"))).toString())
                .doesNotContain("private", "eyJ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "a.b",
                "a.b.c.d",
                "..",
                "a..c",
                "a.b.",
                "a b.c.d",
                "a.b.c\n",
                "a.!!.c",
                "a.b=.c",
                "a.b.c",
                "a.eyJ.c",
                "a.bnVsbA.c",
                "\u0430.b.c",
                "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
            })
    void parse_noToken_isMalformedAndNotShown(String text) {
        ProofException error = failure(text);

        assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MALFORMED);
        assertThat(error).hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"x\"",
                "{",
                "{\"a\":1}x",
                "{\"a\":1}{}",
                "{\"a\":1,\"a\":2}",
                "{\"aud\":\"a\",\"\\u0061ud\":\"b\"}",
                "{\"a\":{\"b\":1},\"a/b\":2}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{\"a\":NaN}",
                "{\"a\":{},\"a\":1}",
                "{\"a\":[1}",
                "{'a':1}",
                "{\"a\":\"\n\"}",
                "{\"sub\":\"s3cret",
                "{\"sub\":s3cret}",
                "{\"a\":1,}"
            })
    void parse_badPayload_isMalformedAndNotShown(String payload) {
        ProofException error = failure("e30." + Jobs.part(payload) + ".c2ln");

        assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MALFORMED);
        assertThat(error.render()).doesNotContain("s3cret");
        assertThat(error).hasNoCause();
    }

    @Test
    void parse_deepNesting_isMalformed() {
        assertThat(failure("e30." + Jobs.part("{\"a\":".repeat(9) + "1" + "}".repeat(9)) + ".c2ln")
                        .code())
                .isEqualTo(ErrorCode.PLATFORM_TOKEN_MALFORMED);
        assertThat(failure("e30." + Jobs.part("{\"a\":" + "[".repeat(20_000)) + ".c2ln")
                        .code())
                .isEqualTo(ErrorCode.PLATFORM_TOKEN_MALFORMED);
    }

    @Test
    void parse_invalidUtf8_isMalformed() {
        assertThat(failure("e30.eyJhIjoi_yJ9.c2ln").code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MALFORMED);
    }

    @Test
    void parse_largeToken_isMalformed() {
        assertThat(failure(Jobs.token("{\"a\":\"" + "x".repeat(Claims.LARGEST) + "\"}"))
                        .what())
                .contains("larger than 64 KiB");
        assertThat(failure(".".repeat(Claims.LARGEST + 1)).what()).contains("larger than 64 KiB");
    }

    @Test
    void parse_manyValues_isMalformed() {
        assertThat(failure(Jobs.token("{\"a\":[" + "1,".repeat(3000) + "1]}")).what())
                .contains("more than 2000");
    }

    private static Claims claims(String json) {
        return Claims.parse(Secret.of(Jobs.token(json)));
    }

    private static ProofException failure(String token) {
        return catchThrowableOfType(ProofException.class, () -> Claims.parse(Secret.of(token)));
    }
}
