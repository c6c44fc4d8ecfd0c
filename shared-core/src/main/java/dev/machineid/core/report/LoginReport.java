package dev.machineid.core.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a login came to, without a secret: safe in any log.
 *
 * @param cluster the root cluster
 * @param serverVersion the proxy's version
 * @param bot the bot's name
 * @param roles the roles the credentials carry
 * @param logins the SSH logins the credentials carry
 * @param leaves the leaf clusters that SSH reaches
 * @param method the join method used
 * @param alsoFound other methods that would have applied here
 * @param outputs the outputs as they were asked for
 * @param asked the life asked for
 * @param granted the life the cluster granted
 * @param expires when the credentials end
 * @param connections TCP connections the login took
 * @param requests calls the login took
 * @param warnings what the user should know, one sentence each
 */
public record LoginReport(
        String cluster,
        String serverVersion,
        String bot,
        List<String> roles,
        List<String> logins,
        List<String> leaves,
        String method,
        List<String> alsoFound,
        List<String> outputs,
        Duration asked,
        Duration granted,
        Instant expires,
        int connections,
        int requests,
        List<String> warnings) {
    private static final int LONGEST_NAME = 300;
    private static final JsonFactory JSON = new JsonFactory();

    public LoginReport {
        roles = List.copyOf(roles);
        logins = List.copyOf(logins);
        leaves = List.copyOf(leaves);
        alsoFound = List.copyOf(alsoFound);
        outputs = List.copyOf(outputs);
        warnings = List.copyOf(warnings);
    }

    /** A few lines for a log; names from outside are escaped. */
    public String text() {
        StringBuilder text = new StringBuilder("bot " + safe(bot) + " in " + safe(cluster));
        // Nobody asked the cluster where the credentials were there already.
        text.append(
                serverVersion.isEmpty() ? ", taken from a " : " (Teleport " + safe(serverVersion) + "), joined by ");
        text.append(method);
        if (!alsoFound.isEmpty()) {
            text.append("; also possible here: ").append(String.join(", ", alsoFound));
        }
        text.append("\nroles ").append(safe(roles));
        text.append("\nlogins ").append(logins.isEmpty() ? "none" : safe(logins));
        if (!leaves.isEmpty()) {
            text.append("\nleaf clusters ").append(safe(leaves));
        }
        text.append("\noutputs ").append(safe(outputs));
        text.append("\nvalid until ").append(expires.truncatedTo(ChronoUnit.SECONDS));
        text.append(" (asked ")
                .append(words(asked))
                .append(", granted ")
                .append(words(granted))
                .append(')');
        return text.toString();
    }

    private static String safe(List<String> values) {
        return values.stream().map(LoginReport::safe).collect(Collectors.joining(", "));
    }

    private static String safe(String value) {
        return SafeText.line(value, LONGEST_NAME);
    }

    /** One JSON object, for programs. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("cluster", cluster);
            json.writeStringField("server_version", serverVersion);
            json.writeStringField("bot", bot);
            write(json, "roles", roles);
            write(json, "logins", logins);
            write(json, "leaf_clusters", leaves);
            json.writeStringField("join_method", method);
            write(json, "also_found", alsoFound);
            write(json, "outputs", outputs);
            json.writeNumberField("asked_seconds", asked.toSeconds());
            json.writeNumberField("granted_seconds", granted.toSeconds());
            json.writeStringField(
                    "expires", expires.truncatedTo(ChronoUnit.SECONDS).toString());
            json.writeNumberField("connections", connections);
            json.writeNumberField("requests", requests);
            write(json, "warnings", warnings);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** {@code 1h 5m}, {@code 20m}, {@code 90s}. */
    public static String words(Duration duration) {
        if (duration.toSeconds() < 120) {
            return duration.toSeconds() + "s";
        }
        long minutes = duration.plusSeconds(30).toMinutes();
        return minutes < 60 ? minutes + "m" : minutes / 60 + "h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + "m");
    }
}
