package dev.machineid.action.toolkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import okhttp3.HttpUrl;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/** Everything that the script in the engine can reach of the world; texts, numbers and JSON only. */
public final class Host {
    private final StepVariables variables;
    private final RunnerFiles files;
    private final StepOutput out;
    private final TokenHttp http;
    private @Nullable Engine engine;

    Host(StepVariables variables, StepOutput out, TokenHttp http) {
        this.variables = variables;
        this.files = new RunnerFiles(variables);
        this.out = out;
        this.http = http;
    }

    void connect(Engine owner) {
        engine = owner;
    }

    private Engine engine() {
        if (engine == null) {
            throw new IllegalStateException("no engine yet");
        }
        return engine;
    }

    /** The step's variables as a JSON object. */
    @HostAccess.Export
    public String variables() {
        return Json.object(variables.forToolkit());
    }

    /** As Node names it: {@code linux}, {@code darwin} or {@code win32}. */
    @HostAccess.Export
    public String platform() {
        if (variables.windows()) {
            return "win32";
        }
        return System.getProperty("os.name", "").startsWith("Mac") ? "darwin" : "linux";
    }

    /** What ends a line on this system. */
    @HostAccess.Export
    public String lineEnd() {
        return variables.windows() ? "\r\n" : "\n";
    }

    /** The step's workspace. */
    @HostAccess.Export
    public String workingDirectory() {
        return variables.get("GITHUB_WORKSPACE");
    }

    /** To standard output. */
    @HostAccess.Export
    public void write(String text) {
        out.write(text);
    }

    /** Whether the file is there, and one of the runner's. */
    @HostAccess.Export
    public boolean exists(String file) {
        return files.exists(file);
    }

    /** Whether the file can be read and written, and is one of the runner's. */
    @HostAccess.Export
    public boolean usable(String file) {
        return files.usable(file);
    }

    /** Adds to one of the runner's files; false where that cannot be. */
    @HostAccess.Export
    public boolean append(String file, String text) {
        return files.append(file, text);
    }

    /** Replaces the content of one of the runner's files; false where that cannot be. */
    @HostAccess.Export
    public boolean replace(String file, String text) {
        return files.replace(file, text);
    }

    /** A random one. */
    @HostAccess.Export
    public String uuid() {
        return UUID.randomUUID().toString();
    }

    /** Bytes of the text as UTF-8. */
    @HostAccess.Export
    public int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The text's UTF-8 in base64. */
    @HostAccess.Export
    public String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The parts of an http or https URL as a JSON object, {@code null} for anything else. */
    @HostAccess.Export
    public String parseUrl(String text, String base) {
        HttpUrl start = base.isEmpty() ? null : HttpUrl.parse(base);
        HttpUrl url = start == null ? HttpUrl.parse(text.strip()) : start.resolve(text);
        if (url == null) {
            return "null";
        }
        boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        String query = url.encodedQuery();
        return Json.object(Map.of(
                "href",
                url.toString(),
                "protocol",
                url.scheme() + ":",
                "username",
                url.encodedUsername(),
                "password",
                url.encodedPassword(),
                "hostname",
                host,
                "port",
                usual ? "" : Integer.toString(url.port()),
                "pathname",
                url.encodedPath(),
                "search",
                query == null || query.isEmpty() ? "" : "?" + query));
    }

    /** Calls the script back after so many milliseconds. */
    @HostAccess.Export
    public void timer(int id, double milliseconds) {
        engine().timer(id, Duration.ofMillis(Math.round(milliseconds)));
    }

    /** Sends a request and calls the script back with error, status, headers and body. */
    @HostAccess.Export
    public void request(int id, String question, String body) {
        Engine owner = engine();
        Question asked = Question.read(question);
        Optional<TokenHttp.Through> proxy = asked.proxy();
        if (proxy.isEmpty() && asked.proxyScheme().isPresent()) {
            owner.post(id, "an HTTP proxy that is itself reached by https is not supported", 0, "{}", "");
            return;
        }
        http.send(asked.method(), asked.url(), asked.headers(), body, proxy, new TokenHttp.Listener() {
            @Override
            public void reply(int status, Map<String, String> headers, String text) {
                owner.post(id, "", status, Json.object(headers), text);
            }

            @Override
            public void failed(String why) {
                owner.post(id, why, 0, "{}", "");
            }
        });
    }
}
