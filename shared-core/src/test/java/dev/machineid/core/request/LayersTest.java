package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way an adapter reads options: its own inputs over the environment over the file over its defaults. */
class LayersTest {
    @TempDir
    Path directory;

    @Test
    void read_fourLayers_eachOptionComesFromTheHighest() throws IOException {
        MachineIdRequest request = read(
                inputs("ttl", "10m"),
                Map.of("MACHINE_ID_OPT_TTL", "20m", "MACHINE_ID_OPT_TIMEOUT", "20s"),
                "proxy: file.example\ntoken: file\nttl: 30m\ntimeout: 30s\nrenew: false\n",
                defaults("renew", "true", "export-env", "true", "ttl", "40m"));

        assertThat(request.ttl().asked()).isEqualTo(Duration.ofMinutes(10));
        assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(request.tokenName()).isEqualTo("file");
        assertThat(request.renew()).isFalse();
        assertThat(request.delivery().exportEnv()).isTrue();
    }

    @Test
    void read_emptyInput_leavesTheLowerLayerAlone() throws IOException {
        MachineIdRequest request = read(
                inputs("ttl", "", "token", " "),
                Map.of("MACHINE_ID_OPT_TOKEN", ""),
                "proxy: x\ntoken: file\nttl: 30m\n",
                RawOptions.none());

        assertThat(request.tokenName()).isEqualTo("file");
        assertThat(request.ttl().asked()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void read_aliasAbove_replacesTheNameBelow() throws IOException {
        MachineIdRequest request =
                read(inputs("certificate-ttl", "5m"), Map.of(), "proxy: x\ntoken: t\nttl: 30m\n", RawOptions.none());

        assertThat(request.ttl().asked()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void read_shortWord_addsToTheOutputsOfALowerLayer() throws IOException {
        MachineIdRequest added =
                read(inputs("ssh", "true"), Map.of(), "proxy: x\ntoken: t\noutputs: identity\n", RawOptions.none());
        MachineIdRequest switchedOff =
                read(inputs("ssh", "false"), Map.of(), "proxy: x\ntoken: t\nssh: true\n", RawOptions.none());

        assertThat(added.outputs()).extracting(OutputSpec::toString).containsExactly("identity", "ssh");
        assertThat(switchedOff.outputs()).extracting(OutputSpec::toString).containsExactly("identity");
    }

    @Test
    void read_mistakesInSeveralLayers_nameEachSource() {
        InvalidRequestException error = catchThrowableOfType(
                InvalidRequestException.class,
                () -> read(
                        inputs("ttl", "1"),
                        Map.of("MACHINE_ID_OPT_TIMEOUT", "2"),
                        "proxy: x/y\ntoken: t\n",
                        defaults("renew", "maybe")));

        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(error.details())
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).startsWith("ttl: ").contains("(input ttl)"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("timeout: ").contains("(variable MACHINE_ID_OPT_TIMEOUT)"))
                .anySatisfy(line -> assertThat(line).startsWith("proxy: ").contains("machine-id.yaml, line 1)"))
                .anySatisfy(line -> assertThat(line).startsWith("renew: ").contains("(default renew)"));
    }

    @Test
    void read_proxyBelowAndAuthServerAbove_joinsAtTheAuthServer() throws IOException {
        Endpoint endpoint = read(
                        inputs("auth-server", "a", "ca-file", "c"), Map.of(), "proxy: x\ntoken: t\n", RawOptions.none())
                .endpoint();

        assertThat(endpoint.kind()).isEqualTo(Endpoint.Kind.AUTH_SERVER);
        assertThat(endpoint.outputAddress()).hasToString("x:443");
    }

    private MachineIdRequest read(RawOptions inputs, Map<String, String> environment, String file, RawOptions defaults)
            throws IOException {
        Path path = Files.writeString(directory.resolve("machine-id.yaml"), file);
        RawOptions raw = inputs.over(RawOptions.fromEnvironment(environment))
                .over(ConfigFile.read(path).single())
                .over(defaults);
        return new RequestReader(directory).read(raw).request();
    }

    private static RawOptions inputs(String... pairs) {
        return layer(Source.Kind.ADAPTER_INPUT, pairs);
    }

    private static RawOptions defaults(String... pairs) {
        return layer(Source.Kind.ADAPTER_DEFAULT, pairs);
    }

    private static RawOptions layer(Source.Kind kind, String... pairs) {
        RawOptions.Builder builder = RawOptions.builder();
        for (int at = 0; at < pairs.length; at += 2) {
            builder.put(pairs[at], pairs[at + 1], Source.of(kind, pairs[at]));
        }
        return builder.build();
    }
}
