package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.ProofException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoinMethodTest {
    @ParameterizedTest
    @EnumSource(JoinMethod.class)
    void parse_wireName_isReadOrNotAvailable(JoinMethod method) {
        if (method.available()) {
            assertThat(JoinMethod.parse(method.wireName())).isEqualTo(method);
            return;
        }
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> JoinMethod.parse(method.wireName()));
        assertThat(error.code()).isEqualTo(ErrorCode.METHOD_NOT_SUPPORTED);
        assertThat(error.what()).contains(method.wireName());
    }

    @Test
    void parse_hyphenAndCase_areTheSame() {
        assertThat(JoinMethod.parse(" Generic-OIDC ")).isEqualTo(JoinMethod.GENERIC_OIDC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "githb", "github,gitlab", "git\nhub", "github\u0130"})
    void parse_unknown_namesTheMethods(String text) {
        assertThatThrownBy(() -> JoinMethod.parse(text))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.advice())
                                .startsWith("write one of auto, token, github, gitlab, circleci, spacelift, ")
                                .endsWith(String.join(", ", JoinMethod.names())));
    }

    @Test
    void ofServer_available_isRead() {
        assertThat(JoinMethod.ofServer("generic_oidc")).isEqualTo(JoinMethod.GENERIC_OIDC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tpm", "oracle", "ec2", "auto", "new_one", ""})
    void ofServer_notAvailable_isNamed(String name) {
        ProofException error = catchThrowableOfType(ProofException.class, () -> JoinMethod.ofServer(name));

        assertThat(error.code()).isEqualTo(ErrorCode.METHOD_NOT_SUPPORTED);
        assertThat(error.what()).contains('"' + name + '"');
    }

    @Test
    void ofServer_hostileName_isEscaped() {
        assertThatThrownBy(() -> JoinMethod.ofServer("a\nb" + "x".repeat(1000)))
                .hasMessageContaining("a\\u{a}b")
                .hasMessageNotContaining("x".repeat(101));
    }

    @Test
    void usesIdToken_tokenAndAuto_doNot() {
        assertThat(JoinMethod.TOKEN.usesIdToken()).isFalse();
        assertThat(JoinMethod.AUTO.usesIdToken()).isFalse();
        assertThat(JoinMethod.BOUND_KEYPAIR.usesIdToken()).isFalse();
        assertThat(JoinMethod.KUBERNETES.usesIdToken()).isTrue();
    }
}
