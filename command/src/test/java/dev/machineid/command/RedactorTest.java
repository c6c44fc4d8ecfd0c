package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.secret.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final String CANARY = "c4nary/+secret value=%&";

    private static Redactor hiding(String secret) {
        Redactor redactor = new Redactor();
        redactor.hide(Secret.of(secret));
        return redactor;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void secret_asItIs_isHidden() {
        assertThat(hiding(CANARY).redact("a " + CANARY + " b " + CANARY)).isEqualTo("a *** b ***");
    }

    @Test
    void secret_inHex_isHidden() {
        String lower = HexFormat.of().formatHex(bytes(CANARY));
        assertThat(hiding(CANARY).redact(lower + " " + lower.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo("*** ***");
    }

    @Test
    void secret_urlQuoted_isHidden() {
        String quoted = URLEncoder.encode(CANARY, StandardCharsets.UTF_8);
        assertThat(hiding(CANARY).redact("?t=" + quoted + "&u=" + quoted.replace("+", "%20")))
                .isEqualTo("?t=***&u=***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u", "us", "user:", "Bearer "})
    void secret_inBase64AtAnyOffset_leavesNothingOfItself(String before) {
        for (Base64.Encoder encoder : new Base64.Encoder[] {
            Base64.getEncoder(), Base64.getUrlEncoder(), Base64.getEncoder().withoutPadding()
        }) {
            String encoded = encoder.encodeToString(bytes(before + CANARY + "!tail"));
            String inner = encoded.substring(before.length() + 4, before.length() + 24);
            assertThat(hiding(CANARY).redact(encoded)).contains("***").doesNotContain(inner);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MACHINE_ID_OPT_TOKEN", "MACHINE_ID_INPUT_TOKEN", "PARAM_TOKEN"})
    void nameOfTheJoinToken_inTheAdaptersVariables_isShown(String variable) {
        Redactor redactor = new Redactor();
        redactor.hideFrom(Map.of(variable, "deploy-app", "PARAM_TOKEN_OF_OTHERS", "c4nary-value"));

        assertThat(redactor.redact("tctl edit token/deploy-app, c4nary-value"))
                .isEqualTo("tctl edit token/deploy-app, ***");
    }

    @Test
    void secret_ofSeveralLines_isHiddenLineByLine() {
        Redactor redactor = hiding("first-line-of-it\nsecond-line-of-it\n");
        assertThat(redactor.redact("x first-line-of-it y\n\tsecond-line-of-it")).isEqualTo("x *** y\n\t***");
    }

    @Test
    void secret_insideALongerOne_leavesNothingOfTheLongerOne() {
        Redactor redactor = hiding("inner-secret");
        redactor.hide(Secret.of("outer-inner-secret-outer"));
        assertThat(redactor.redact("outer-inner-secret-outer")).isEqualTo("***");
    }

    @Test
    void shortValue_isNotLookedFor() {
        assertThat(hiding("true").redact("that is true")).isEqualTo("that is true");
        assertThat(hiding("").redact("nothing")).isEqualTo("nothing");
    }

    @Test
    void variables_areHiddenByTheirNames() {
        Redactor redactor = new Redactor();
        redactor.hideFrom(Map.of(
                "CI_JOB_TOKEN", "token-value",
                "tbot_gitlab_jwt", "jwt-value",
                "MY_SECRET", "secret-value",
                "DB_PASSWORD", "password-value",
                "HOME", "/home/ci",
                "MACHINE_ID_OPT_TOKEN", "deploy-bot"));
        assertThat(redactor.redact("token-value jwt-value secret-value password-value /home/ci deploy-bot"))
                .isEqualTo("*** *** *** *** /home/ci deploy-bot");
    }

    @Test
    void passwordInAnAddress_isHidden() {
        Redactor redactor = new Redactor();
        redactor.hideFrom(Map.of("HTTPS_PROXY", "http://user:p4ss%2Fword@proxy:3128"));
        assertThat(redactor.redact("via http://user:p4ss%2Fword@proxy:3128, p4ss/word"))
                .isEqualTo("via http://user:***@proxy:3128, ***");
    }
}
