package dev.machineid.action.toolkit;

import dev.machineid.core.platform.IdTokenHttp;
import dev.machineid.core.platform.TokenReply;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The runner's commands in plain Java, for where the engine does not start; the tests hold it to GitHub's toolkit byte by
 * byte.
 */
final class FileCommandToolkit implements ActionToolkit {
    private final StepVariables variables;
    private final RunnerFiles files;
    private final StepOutput out;
    private final TokenHttp http;
    private final String end;

    FileCommandToolkit(StepVariables variables, StepOutput out) {
        this.variables = variables;
        this.files = new RunnerFiles(variables);
        this.out = out;
        this.http = new TokenHttp(variables);
        this.end = variables.windows() ? "\r\n" : "\n";
    }

    @Override
    public String input(String name) {
        return trim(variables.get(StepVariables.inputName(name)));
    }

    /** What JavaScript takes for white space, which is not what Java does. */
    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isWhite(text.charAt(from))) {
            from++;
        }
        while (to > from && isWhite(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isWhite(char c) {
        return (c >= '\t' && c <= '\r')
                || c == '\ufeff'
                || c == '\u2028'
                || c == '\u2029'
                || Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    @Override
    public Secret idToken(Optional<String> audience) {
        String url = variables.get("ACTIONS_ID_TOKEN_REQUEST_URL")
                + audience.map(text -> "&audience="
                                + URLEncoder.encode(text, StandardCharsets.UTF_8)
                                        .replace("+", "%20"))
                        .orElse("");
        debug("ID token url is " + url);
        IdTokenHttp.Reply reply = get(url);
        String token = TokenReply.value(reply);
        Secret secret = Secret.of(token);
        mask(secret);
        return secret;
    }

    private IdTokenHttp.Reply get(String url) {
        Map<String, String> headers = Map.of(
                "Accept",
                "application/json",
                "Authorization",
                "Bearer " + variables.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
        CompletableFuture<IdTokenHttp.Reply> answer = new CompletableFuture<>();
        http.send("GET", url, headers, "", Optional.empty(), new TokenHttp.Listener() {
            @Override
            public void reply(int status, Map<String, String> ignored, String body) {
                answer.complete(new IdTokenHttp.Reply(status, Secret.of(body)));
            }

            @Override
            public void failed(String why) {
                answer.completeExceptionally(IdTokenFailure.explain(http, why));
            }
        });
        try {
            return answer.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof MachineIdException explained
                    ? explained
                    : new FaultException(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED, "no answer", "run the job again");
        }
    }

    @Override
    public void mask(Secret value) {
        for (String line : MaskLines.of(value)) {
            command("add-mask", Map.of(), line);
        }
    }

    @Override
    public void export(String name, String value) {
        keyed("ENV", name, value);
    }

    @Override
    public void addPath(String directory) {
        append("PATH", directory);
    }

    @Override
    public void output(String name, String value) {
        keyed("OUTPUT", name, value);
    }

    @Override
    public void saveState(String name, String value) {
        keyed("STATE", name, value);
    }

    private void keyed(String file, String name, String value) {
        String delimiter = "ghadelimiter_" + UUID.randomUUID();
        append(file, name + "<<" + delimiter + end + value + end + delimiter);
    }

    private void append(String file, String text) {
        String path = variables.get("GITHUB_" + file);
        if (!files.exists(path) || !files.append(path, text + end)) {
            throw GraalToolkit.refused("GITHUB_" + file, "Missing file at path: " + path);
        }
    }

    @Override
    public String state(String name) {
        return variables.get("STATE_" + name);
    }

    @Override
    public boolean isDebug() {
        return variables.get("RUNNER_DEBUG").equals("1");
    }

    @Override
    public void info(String text) {
        out.write(text + end);
    }

    @Override
    public void debug(String text) {
        command("debug", Map.of(), text);
    }

    @Override
    public void notice(String title, String text) {
        command("notice", properties(title), text);
    }

    @Override
    public void warning(String title, String text) {
        command("warning", properties(title), text);
    }

    @Override
    public void error(String title, String text) {
        command("error", properties(title), text);
    }

    private static Map<String, String> properties(String title) {
        return title.isEmpty() ? Map.of() : Map.of("title", title);
    }

    @Override
    public void group(String title, List<String> lines) {
        command("group", Map.of(), title);
        lines.forEach(this::info);
        command("endgroup", Map.of(), "");
    }

    @Override
    public void summary(String markdown) {
        String path = variables.get("GITHUB_STEP_SUMMARY");
        if (!files.usable(path) || !files.append(path, markdown)) {
            throw GraalToolkit.refused("GITHUB_STEP_SUMMARY", "Unable to access summary file: '" + path + "'");
        }
    }

    private void command(String name, Map<String, String> properties, String text) {
        StringBuilder line = new StringBuilder("::").append(name);
        properties.forEach(
                (key, value) -> line.append(' ').append(key).append('=').append(property(value)));
        out.write(line.append("::").append(data(text)).append(end).toString());
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }

    @Override
    public void close() {
        http.close();
    }
}
