package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The option {@code state-directory} and what it goes with. */
class StateDirectoryOptionTest {
    private static MachineIdRequest read(Map<String, String> options) {
        RawOptions.Builder raw = RawOptions.builder();
        options.forEach((name, value) -> raw.put(name, value, Source.of(Source.Kind.COMMAND_LINE, "--" + name)));
        raw.put("proxy", "proxy.example.com", Source.of(Source.Kind.COMMAND_LINE, "--proxy"));
        return new RequestReader(Path.of("/base")).read(raw.build()).request();
    }

    private static InvalidRequestException refused(Map<String, String> options) {
        return catchThrowableOfType(InvalidRequestException.class, () -> read(options));
    }

    @Test
    void token_withAState_needsNeitherNameNorSecret() {
        MachineIdRequest request = read(Map.of("join-method", "token", "state-directory", "state"));
        assertThat(request.proof().state()).contains(Path.of("/base/state"));
        assertThat(request.proof().secret()).isEmpty();
        assertThat(request.tokenName()).isEmpty();
    }

    @Test
    void token_withoutAState_needsItsSecret() {
        assertThat(refused(Map.of("join-method", "token", "token", "x")).code()).isEqualTo(ErrorCode.MISSING_OPTION);
    }

    @Test
    void boundKeypair_needsStateAndName() {
        assertThat(refused(Map.of("join-method", "bound_keypair", "token", "x")).render())
                .contains("state-directory");
        assertThat(refused(Map.of("join-method", "bound_keypair", "state-directory", "s"))
                        .code())
                .isEqualTo(ErrorCode.MISSING_OPTION);
        MachineIdRequest request = read(Map.of(
                "join-method", "bound-keypair", "token", "x", "state-directory", "s", "secret-env", "REGISTRATION"));
        assertThat(request.proof().method()).isEqualTo(JoinMethod.BOUND_KEYPAIR);
        assertThat(request.proof().secret()).isPresent();
    }

    @Test
    void boundKeypair_withAnIdToken_isRefused() {
        assertThat(refused(Map.of(
                                "join-method", "bound_keypair", "token", "x", "state-directory", "s", "oidc-env", "T"))
                        .code())
                .isEqualTo(ErrorCode.CONFLICTING_OPTIONS);
    }

    @Test
    void otherMethods_keepNothing() {
        for (String method : new String[] {"auto", "github", "generic_oidc"}) {
            assertThat(refused(Map.of("join-method", method, "token", "x", "state-directory", "s", "oidc-env", "ID"))
                            .render())
                    .contains("state-directory")
                    .contains("only the join methods token and bound_keypair");
        }
    }
}
