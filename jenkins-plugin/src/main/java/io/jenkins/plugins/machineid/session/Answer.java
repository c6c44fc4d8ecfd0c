package io.jenkins.plugins.machineid.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.machineid.core.Collected;
import dev.machineid.core.report.LoginReport;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a login came to, without a secret.
 *
 * @param method the join method, or {@code directory} where a daemon's credentials were taken
 * @param environment the variables that lead to the files
 */
public record Answer(
        String cluster,
        String bot,
        List<String> roles,
        List<String> logins,
        List<String> outputs,
        String method,
        Instant expires,
        Map<String, String> environment,
        List<String> warnings) {
    private static final JsonFactory JSON = new JsonFactory();

    public Answer {
        roles = List.copyOf(roles);
        logins = List.copyOf(logins);
        outputs = List.copyOf(outputs);
        environment = new LinkedHashMap<>(environment);
        warnings = List.copyOf(warnings);
    }

    static Answer of(Collected collected) {
        LoginReport report = collected.report();
        return new Answer(
                report.cluster(),
                report.bot(),
                report.roles(),
                report.logins(),
                report.outputs(),
                report.method(),
                report.expires(),
                collected.environment(),
                report.warnings());
    }

    /** The same with more variables. */
    Answer with(Map<String, String> variables) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.putAll(variables);
        return new Answer(cluster, bot, roles, logins, outputs, method, expires, more, warnings);
    }

    /** Reads what the program prints with {@code --format json}. */
    static Map<String, String> variables(String json) throws SessionFailure {
        Map<String, String> variables = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable();
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                variables.put(name, parser.getText());
            }
            return variables;
        } catch (IOException broken) {
            throw unreadable();
        }
    }

    /** Reads what the program prints with {@code --json}. */
    static Answer parse(String json) throws SessionFailure {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, List<String>> lists = new LinkedHashMap<>();
        Map<String, String> environment = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable();
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (value == JsonToken.START_ARRAY) {
                    lists.put(name, list(parser));
                } else if (value == JsonToken.START_OBJECT && name.equals("environment")) {
                    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                        parser.nextToken();
                        environment.put(key, parser.getText());
                    }
                } else if (value.isScalarValue()) {
                    texts.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            return new Answer(
                    texts.getOrDefault("cluster", ""),
                    texts.getOrDefault("bot", ""),
                    lists.getOrDefault("roles", List.of()),
                    lists.getOrDefault("logins", List.of()),
                    lists.getOrDefault("outputs", List.of()),
                    texts.getOrDefault("join_method", ""),
                    Instant.parse(texts.getOrDefault("expires", "")),
                    environment,
                    lists.getOrDefault("warnings", List.of()));
        } catch (IOException | DateTimeException broken) {
            throw unreadable();
        }
    }

    private static List<String> list(JsonParser parser) throws IOException {
        List<String> values = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            if (next == null) {
                throw new IOException("the list does not end");
            }
            values.add(parser.getText());
        }
        return values;
    }

    private static SessionFailure unreadable() {
        return SessionFailure.of(
                dev.machineid.core.report.ErrorCode.JENKINS_AGENT_FAILED,
                "the program on the agent answered with something else than its report",
                "look at the agent's log; is its disk full?");
    }
}
