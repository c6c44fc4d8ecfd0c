package dev.machineid.action.toolkit;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** GitHub's own toolkit, unchanged; to be used on the thread that made it. */
final class GraalToolkit implements ActionToolkit {
    /** Where the build puts the bundled script. */
    static final String SCRIPT = "actions-core.js";

    private final TokenHttp http;
    private final Engine engine;

    GraalToolkit(StepVariables variables, StepOutput out) {
        this.http = new TokenHttp(variables);
        this.engine = new Engine(new Host(variables, out, http), script());
    }

    private static String script() {
        try (InputStream in = GraalToolkit.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException("the toolkit's script is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException("the toolkit's script cannot be read", unreadable);
        }
    }

    /** Any call of the toolkit, with a JSON array and a JSON result. */
    String call(String name, String arguments) throws ToolkitException {
        return engine.call(name, arguments);
    }

    /** What the script has set for the process' exit code. */
    int exitCode() {
        return engine.exitCode();
    }

    private void tell(String name, String arguments) {
        try {
            call(name, arguments);
        } catch (ToolkitException refused) {
            throw refused(name, String.valueOf(refused.getMessage()));
        }
    }

    static InvalidRequestException refused(String name, String words) {
        return new InvalidRequestException(
                ErrorCode.TOOLKIT_REFUSED,
                "the runner's toolkit could not do " + name,
                List.of("it said: " + dev.machineid.core.report.SafeText.line(words, 300)),
                "leave the variables GITHUB_ENV, GITHUB_OUTPUT, GITHUB_STATE and GITHUB_STEP_SUMMARY as the runner sets them",
                null);
    }

    private String ask(String name, String arguments) {
        try {
            return Json.text(call(name, arguments)).orElse("");
        } catch (ToolkitException refused) {
            throw refused(name, String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public String input(String name) {
        return ask("getInput", Json.array(name));
    }

    @Override
    public Secret idToken(Optional<String> audience) {
        http.reset();
        try {
            String arguments = audience.map(Json::array).orElse("[]");
            return Secret.of(Json.text(call("getIDToken", arguments)).orElse(""));
        } catch (ToolkitException refused) {
            throw IdTokenFailure.explain(http, String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public void mask(Secret value) {
        for (String line : MaskLines.of(value)) {
            tell("setSecret", Json.array(line));
        }
    }

    @Override
    public void export(String name, String value) {
        tell("exportVariable", Json.array(name, value));
    }

    @Override
    public void addPath(String directory) {
        tell("addPath", Json.array(directory));
    }

    @Override
    public void output(String name, String value) {
        tell("setOutput", Json.array(name, value));
    }

    @Override
    public void saveState(String name, String value) {
        tell("saveState", Json.array(name, value));
    }

    @Override
    public String state(String name) {
        return ask("getState", Json.array(name));
    }

    @Override
    public boolean isDebug() {
        try {
            return call("isDebug", "[]").equals("true");
        } catch (ToolkitException refused) {
            return false;
        }
    }

    @Override
    public void info(String text) {
        tell("info", Json.array(text));
    }

    @Override
    public void debug(String text) {
        tell("debug", Json.array(text));
    }

    @Override
    public void notice(String title, String text) {
        tell("notice", annotation(title, text));
    }

    @Override
    public void warning(String title, String text) {
        tell("warning", annotation(title, text));
    }

    @Override
    public void error(String title, String text) {
        tell("error", annotation(title, text));
    }

    private static String annotation(String title, String text) {
        return Json.array(text, title.isEmpty() ? Map.of() : Map.of("title", title));
    }

    @Override
    public void group(String title, List<String> lines) {
        tell("group", Json.array(title, lines));
    }

    @Override
    public void summary(String markdown) {
        tell("summary", Json.array(markdown));
    }

    @Override
    public void close() {
        engine.close();
        http.close();
    }
}
