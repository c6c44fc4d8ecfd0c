package dev.machineid.action.toolkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a compromised package inside the bundle could do: nothing beyond the host's methods, and those refuse. */
class SandboxTest {
    /** In place of the toolkit: evaluates the first argument. */
    private static final String SCRIPT = """
            globalThis.machineDeliver = () => {}
            globalThis.machineExitCode = () => 0
            globalThis.machineCall = (name, args, done) => {
              try { done('', JSON.stringify(String(eval(JSON.parse(args)[0])))) } catch (error) { done(String(error), '') }
            }
            """;

    @TempDir
    Path directory;

    private StepFiles files;

    @BeforeEach
    void prepare() throws IOException {
        files = new StepFiles(directory.resolve("step"))
                .with("INPUT_PROXY", "example.com")
                .with("DATABASE_PASSWORD", "of another step")
                .with("ACTIONS_ID_TOKEN_REQUEST_URL", "https://tokens.example.com/x?y=1");
    }

    private String eval(String script) throws ToolkitException {
        StepVariables step = files.step();
        try (TokenHttp http = new TokenHttp(step);
                Engine engine = new Engine(new Host(step, new StepOutput(files.out), http), SCRIPT)) {
            return engine.call("eval", Json.array(script));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Java.type('java.lang.System').getenv()",
                "host.getClass().forName('java.lang.Runtime')",
                "host.engine",
                "host.connect(null)",
                "host.constructor.constructor('return process')()",
                "load('/etc/passwd')",
                "Polyglot.eval('js', '1')",
                "require('fs')",
                "new Worker('x')"
            })
    void script_reachingForTheWorld_getsNothing(String attempt) {
        String got;
        try {
            got = eval(attempt);
        } catch (ToolkitException refused) {
            return;
        }
        assertThat(got).as(attempt).isEqualTo("\"undefined\"");
    }

    @Test
    void files_otherThanTheRunners_areNotTouched() throws Exception {
        Path other = Files.writeString(directory.resolve("other"), "as it was");
        for (String path : new String[] {other.toString(), directory + "/step/../other", "/etc/passwd", ""}) {
            assertThat(eval("host.append('" + path + "', 'x') || host.replace('" + path + "', 'x') || host.exists('"
                            + path + "')"))
                    .isEqualTo("\"false\"");
        }
        assertThat(other).hasContent("as it was");
        assertThat(eval("host.append('" + files.variables.get("GITHUB_ENV") + "', 'x')"))
                .isEqualTo("\"true\"");
    }

    @Test
    void variables_ofOthers_areNotSeen() throws ToolkitException {
        assertThat(eval("host.variables()")).contains("INPUT_PROXY").doesNotContain("PASSWORD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.com/x",
                "http://tokens.example.com/x",
                "https://tokens.example.com:444/x",
                "https://tokens.example.com.evil.example/x",
                "file:///etc/passwd",
                "no url"
            })
    void requests_toOtherOrigins_areNotSent(String url) throws Exception {
        StepVariables step = files.step();
        java.util.concurrent.CompletableFuture<String> answer = new java.util.concurrent.CompletableFuture<>();
        try (TokenHttp http = new TokenHttp(step)) {
            http.send("GET", url, java.util.Map.of(), "", java.util.Optional.empty(), new TokenHttp.Listener() {
                @Override
                public void reply(int status, java.util.Map<String, String> headers, String body) {
                    answer.complete("sent");
                }

                @Override
                public void failed(String why) {
                    answer.complete(why);
                }
            });
        }
        assertThat(answer.get()).contains("only the id token service");
    }

    @Test
    void script_thatIsBroken_isAnErrorAtTheStart() {
        StepVariables step = files.step();
        try (TokenHttp http = new TokenHttp(step)) {
            assertThatThrownBy(() -> new Engine(new Host(step, new StepOutput(files.out), http), "not a script"))
                    .hasMessageContaining("SyntaxError");
        }
    }
}
