package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class PartialRequestTest {
    private static PartialRequest read(String... pairs) {
        RawOptions.Builder options = RawOptions.builder();
        for (int at = 0; at < pairs.length; at += 2) {
            options.put(pairs[at], pairs[at + 1], Source.of(Source.Kind.COMMAND_LINE, "--" + pairs[at]));
        }
        return new RequestReader(Path.of("/base"), EnumSet.allOf(OutputKind.class)).readPartial(options.build());
    }

    @Test
    void nothingGiven_isEnough() {
        PartialRequest request = read();
        assertThat(request.proxy()).isEmpty();
        assertThat(request.token()).isEmpty();
        assertThat(request.ttl()).isEmpty();
        assertThat(request.proof().method()).isEqualTo(JoinMethod.AUTO);
        assertThat(request.timeout()).hasSeconds(60);
        assertThat(request.outputs()).hasToString("[identity]");
    }

    @Test
    void whatIsGiven_isCheckedAsALoginDoes() {
        PartialRequest request =
                read("proxy", "p.example.com", "token", "t", "ttl", "30m", "outputs", "application:wiki");
        assertThat(request.proxy().orElseThrow()).hasToString("p.example.com:443");
        assertThat(request.token()).contains("t");
        assertThat(request.ttl().orElseThrow().effective()).hasMinutes(30);
        assertThat(request.outputs()).hasToString("[application:wiki]");
        assertThatThrownBy(() -> read("proxy", "https://x/y", "ttl", "1"))
                .hasMessageContaining("2 options are not right");
    }

    @Test
    void secretInPlaceOfTheName_isLeftOutAndTold() {
        PartialRequest request = read("token", "0123456789abcdef0123456789abcdef");
        assertThat(request.token()).isEmpty();
        assertThat(request.warnings()).singleElement().asString().contains("looks like a secret");
    }

    @Test
    void secretAlone_meansMethodToken() {
        assertThat(read("secret-env", "S").proof().method()).isEqualTo(JoinMethod.TOKEN);
        assertThat(read("secret-env", "S", "token", "t").proof().method()).isEqualTo(JoinMethod.AUTO);
    }
}
