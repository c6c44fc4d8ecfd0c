package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the option {@code ssh-multiplexer} makes of the outputs. */
class MultiplexerOptionTest extends RequestReading {
    private static final String OURS = "ssh,proxy-command=multiplexer";

    private static List<String> outputs(String... more) {
        String[] pairs = new String[more.length + 6];
        System.arraycopy(new String[] {"proxy", "x", "token", "a", "ssh-multiplexer", "true"}, 0, pairs, 0, 6);
        System.arraycopy(more, 0, pairs, 6, more.length);
        return read(pairs).request().outputs().stream()
                .map(OutputSpec::toString)
                .toList();
    }

    @Test
    void option_alone_isTheOutputSsh() {
        assertThat(outputs()).containsExactly(OURS);
        assertThat(outputs("ssh", "true")).containsExactly(OURS);
        assertThat(outputs("terraform", "true")).containsExactly(OURS, "terraform");
    }

    @Test
    void option_withOutputs_takesTheirSsh_orAddsOne() {
        assertThat(outputs("outputs", "identity ssh")).containsExactly("identity", OURS);
        assertThat(outputs("outputs", "ssh:leaf identity"))
                .containsExactly("ssh:leaf,proxy-command=multiplexer", "identity");
        assertThat(outputs("outputs", "identity")).containsExactly("identity", OURS);
        assertThat(outputs("outputs", "ssh " + OURS)).containsExactly(OURS);
    }

    @Test
    void option_off_changesNothing() {
        List<OutputSpec> outputs = read("proxy", "x", "token", "a", "ssh-multiplexer", "false", "outputs", "ssh")
                .request()
                .outputs();
        assertThat(outputs).extracting(OutputSpec::toString).containsExactly("ssh");
        assertThat(outputs.get(0).isMultiplexed()).isFalse();
        assertThat(OutputSpec.parse(OURS).isMultiplexed()).isTrue();
    }

    @Test
    void option_withAnotherProxyCommand_isAContradiction() {
        for (String other :
                List.of("ssh,proxy-command=openssl", "ssh,proxy-command=program", "ssh ssh:l,proxy-command=openssl")) {
            var failure = failure(raw("proxy", "x", "token", "a", "ssh-multiplexer", "true", "outputs", other));
            assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICTING_OPTIONS);
            assertThat(failure.what()).contains("ssh-multiplexer");
        }
    }
}
