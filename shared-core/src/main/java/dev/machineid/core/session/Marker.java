package dev.machineid.core.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code .machine-id.json} says about the directory it lies in.
 *
 * @param created when the directory was claimed
 * @param expires when the certificates in it end
 * @param owner the process it belongs to ({@code exec}); empty where it outlives its maker ({@code login})
 * @param renewer the process that renews its certificates, where that is another; the directory does not end with it
 */
public record Marker(Instant created, Instant expires, Optional<Owner> owner, Optional<Owner> renewer) {
    private static final int FORMAT = 1;
    private static final String RENEWER = "renewer_";

    /** Without another process that renews. */
    public Marker(Instant created, Instant expires, Optional<Owner> owner) {
        this(created, expires, owner, Optional.empty());
    }

    /** The file's content. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeStringField("created", created.toString());
            json.writeStringField("expires", expires.toString());
            write(json, "", owner);
            write(json, RENEWER, renewer);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, String prefix, Optional<Owner> process) throws IOException {
        if (process.isPresent()) {
            json.writeNumberField(prefix + "pid", process.get().pid());
            json.writeStringField(prefix + "started", process.get().started().toString());
            json.writeStringField(prefix + "place", process.get().place());
        }
    }

    /** Empty where the text is not exactly what {@link #json} writes, in this or a later format we can still read. */
    static Optional<Marker> parse(String text) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                if (!json.currentToken().isScalarValue()) {
                    return Optional.empty();
                }
                fields.put(name, json.getText());
            }
            if (json.currentToken() != JsonToken.END_OBJECT || !"1".equals(fields.get("format"))) {
                return Optional.empty();
            }
            return Optional.of(new Marker(
                    Instant.parse(required(fields.get("created"))),
                    Instant.parse(required(fields.get("expires"))),
                    process(fields, ""),
                    process(fields, RENEWER)));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Owner> process(Map<String, String> fields, String prefix) {
        String pid = fields.get(prefix + "pid");
        return pid == null
                ? Optional.empty()
                : Optional.of(new Owner(
                        Long.parseLong(pid),
                        Instant.parse(required(fields.get(prefix + "started"))),
                        required(fields.get(prefix + "place"))));
    }

    private static String required(@Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException("a field is missing");
        }
        return value;
    }
}
