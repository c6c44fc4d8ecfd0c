package dev.machineid.action.toolkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The little JSON that crosses between Java and the script. */
final class Json {
    static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** An object of texts. */
    static String object(Map<String, String> fields) {
        return write(json -> fields(json, fields));
    }

    /** An array of texts; null stays null. */
    static String array(@Nullable String... values) {
        return write(json -> {
            json.writeStartArray();
            for (String value : values) {
                if (value == null) {
                    json.writeNull();
                } else {
                    json.writeString(value);
                }
            }
            json.writeEndArray();
        });
    }

    /** An array of a text and an array of texts. */
    static String array(String first, Iterable<String> rest) {
        return write(json -> {
            json.writeStartArray();
            json.writeString(first);
            json.writeStartArray();
            for (String value : rest) {
                json.writeString(value);
            }
            json.writeEndArray();
            json.writeEndArray();
        });
    }

    /** An array of a text and an object of texts. */
    static String array(String first, Map<String, String> second) {
        return write(json -> {
            json.writeStartArray();
            json.writeString(first);
            fields(json, second);
            json.writeEndArray();
        });
    }

    /** The text that a JSON document consists of; empty where it is something else. */
    static Optional<String> text(String document) {
        try (JsonParser parser = FACTORY.createParser(document)) {
            return parser.nextToken() == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    private static void fields(JsonGenerator json, Map<String, String> fields) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            json.writeStringField(field.getKey(), field.getValue());
        }
        json.writeEndObject();
    }

    private static String write(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            body.write(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return text.toString();
    }
}
