package dev.machineid.core.platform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the strings and numbers of a JSON object by their dotted paths: {@code Credentials.Token}. Arrays are left out. */
final class FlatJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .build();

    private FlatJson() {}

    /** Empty for what is no JSON object; the parser's message could quote a secret, so there is none. */
    static Map<String, String> read(Secret body) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(body.reveal())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Map.of();
            }
            object(parser, "", fields);
            return parser.nextToken() == null ? fields : Map.of();
        } catch (IOException broken) {
            return Map.of();
        }
    }

    private static void object(JsonParser parser, String prefix, Map<String, String> fields) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String path = prefix + parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                object(parser, path + ".", fields);
            } else if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
                fields.put(path, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
    }
}
