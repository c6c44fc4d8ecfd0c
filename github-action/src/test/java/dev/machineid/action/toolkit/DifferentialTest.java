package dev.machineid.action.toolkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One script of calls by GitHub's toolkit in Node 24, in our engine and, as far as it goes, in plain Java: the same bytes. */
class DifferentialTest {
    @TempDir
    Path directory;

    private TokenService service;

    @BeforeEach
    void start() throws IOException {
        service = new TokenService();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private StepFiles step(String name) throws IOException {
        return new StepFiles(directory.resolve(name))
                .with("INPUT_PROXY", "example.teleport.sh")
                .with("INPUT_A_NAME_WITH_BLANKS", "found")
                .with("INPUT_EXPECT-ROLES", "a b")
                .with("INPUT_PADDED", " \t x y \n")
                .with("INPUT_ODD-BLANKS", "\ufeff\u00a0\u2003text\u200b\u2028")
                .with("INPUT_LINES", "one\n\n two \r\nthree")
                .with("INPUT_YES", "True")
                .with("INPUT_NO", "FALSE")
                .with("INPUT_MAYBE", "yes")
                .with("STATE_directory", "/tmp/x")
                .with("RUNNER_DEBUG", "1")
                .with("PATH", "/usr/bin:/bin")
                .with("ACTIONS_ORCHESTRATION_ID", "run/1:2 ü")
                .with("ACTIONS_ID_TOKEN_REQUEST_URL", service.url())
                .with("ACTIONS_ID_TOKEN_REQUEST_TOKEN", TokenService.BEARER);
    }

    private static String script() throws IOException {
        try (InputStream in = DifferentialTest.class.getResourceAsStream("calls.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Runs the script in Node; its results in JSON. */
    private List<Object> node(StepFiles step) throws Exception {
        Path calls = Files.writeString(directory.resolve("calls.json"), script());
        Path results = directory.resolve("results.json");
        ProcessBuilder node = new ProcessBuilder(
                Node.program().toString(), "toolkit/test/replay.mjs", calls.toString(), results.toString());
        node.environment().clear();
        node.environment().putAll(step.variables);
        node.redirectErrorStream(true);
        Process process = node.start();
        process.getInputStream().transferTo(step.out);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(step.stdout()).isZero();
        return JSONArrayUtils.parse(Files.readString(results));
    }

    private static List<Object> engine(StepFiles step) throws Exception {
        List<Object> results = new ArrayList<>();
        try (GraalToolkit toolkit = new GraalToolkit(step.step(), new StepOutput(step.out))) {
            for (Object each : JSONArrayUtils.parse(script())) {
                List<?> call = (List<?>) each;
                String arguments = JSONArrayUtils.toJSONString(call.subList(1, call.size()));
                try {
                    String result = toolkit.call((String) call.get(0), arguments);
                    results.addAll(JSONArrayUtils.parse("[" + result + "]"));
                } catch (ToolkitException failed) {
                    results.add(JSONObjectUtils.parse("{}"));
                    results.set(results.size() - 1, Map.of("error", String.valueOf(failed.getMessage())));
                }
            }
            results.add((long) toolkit.exitCode());
        }
        return results;
    }

    @Test
    void script_inNodeAndInTheEngine_givesTheSameBytes() throws Exception {
        assertThat(JSONArrayUtils.parse(script())).hasSizeGreaterThanOrEqualTo(40);
        StepFiles theirs = step("node");
        List<Object> expected = node(theirs);
        List<String> requests = List.copyOf(service.lines);
        service.forget();

        StepFiles ours = step("engine");
        List<Object> results = engine(ours);

        assertThat(results).isEqualTo(expected);
        assertThat(ours.written()).isEqualTo(theirs.written());
        assertThat(service.lines).isEqualTo(requests).hasSizeGreaterThan(8);
        assertThat(theirs.stdout())
                .contains("::add-mask::50%25 of%0D%0Atwo lines")
                .contains("::set-output name=x::y".substring(0, 2));
    }

    @Test
    void plainOne_theCallsOfTheInterface_givesTheSameBytesAsTheToolkit() throws Exception {
        StepFiles real = step("real");
        StepFiles plain = step("plain");
        List<String> said = new ArrayList<>();
        for (StepFiles step : List.of(real, plain)) {
            service.forget();
            try (ActionToolkit toolkit = step == real
                    ? new GraalToolkit(step.step(), new StepOutput(step.out))
                    : new FileCommandToolkit(step.step(), new StepOutput(step.out))) {
                said.add(use(toolkit));
            }
        }

        assertThat(said.get(1)).isEqualTo(said.get(0));
        assertThat(plain.written()).isEqualTo(real.written());
    }

    private static String use(ActionToolkit toolkit) {
        StringBuilder said = new StringBuilder();
        for (String name :
                List.of("proxy", "a name with blanks", "expect-roles", "missing", "padded", "odd-blanks", "lines")) {
            said.append(toolkit.input(name)).append('|');
        }
        said.append(toolkit.state("directory")).append(toolkit.state("none")).append(toolkit.isDebug());
        String hostile = "a=b\nEVIL<<X\nX\r\n%0A::set-output name=x::y \u2028 \ud83d\ude80";
        toolkit.mask(Secret.of("-----BEGIN X-----\nfirst-line\r\nsecond%line\nx\n-----END X-----\n"));
        for (String value : List.of("", "value", hostile)) {
            toolkit.export("NAME", value);
            toolkit.output("name", value);
            toolkit.saveState("state", value);
            toolkit.info(value);
            toolkit.debug(value);
            toolkit.notice("", value);
            toolkit.notice("a, b: c%\r\n", value);
            toolkit.warning(value, "text");
            toolkit.error("Machine ID", value);
            toolkit.group(value + "g", List.of(value, "::x::"));
            toolkit.summary(value + "x");
        }
        toolkit.addPath("/opt/a b");
        for (Optional<String> audience : List.of(
                Optional.<String>empty(), Optional.of("teleport.cluster.local"), Optional.of("needs & quoting=/+ ä"))) {
            said.append(toolkit.idToken(audience).reveal());
        }
        for (String refused : List.of("pending", "no-value", "gone", "not-json")) {
            try {
                said.append(toolkit.idToken(Optional.of(refused)));
            } catch (MachineIdException explained) {
                said.append(explained.render());
            }
        }
        return said.toString();
    }
}
