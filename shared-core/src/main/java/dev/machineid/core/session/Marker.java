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
 */
public record Marker(Instant created, Instant expires, Optional<Owner> owner) {
    private static final int FORMAT = 1;

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeStringField("created", created.toString());
            json.writeStringField("expires", expires.toString());
            if (owner.isPresent()) {
                json.writeNumberField("pid", owner.get().pid());
                json.writeStringField("started", owner.get().started().toString());
                json.writeStringField("place", owner.get().place());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
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
            String pid = fields.get("pid");
            Optional<Owner> owner = pid == null
                    ? Optional.empty()
                    : Optional.of(new Owner(
                            Long.parseLong(pid),
                            Instant.parse(required(fields.get("started"))),
                            required(fields.get("place"))));
            return Optional.of(new Marker(
                    Instant.parse(required(fields.get("created"))),
                    Instant.parse(required(fields.get("expires"))),
                    owner));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String required(@Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException("a field is missing");
        }
        return value;
    }
}
