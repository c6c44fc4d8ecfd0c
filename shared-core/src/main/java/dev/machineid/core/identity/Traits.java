package dev.machineid.core.identity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A user's traits as certificates carry them: one JSON object of lists of texts. */
final class Traits {
    private static final JsonFactory JSON = new JsonFactory();

    private Traits() {}

    /** The values of one trait, in their order; none where the text is anything else. */
    static List<String> values(String traits, String name) {
        List<String> values = new ArrayList<>();
        try (JsonParser json = JSON.createParser(traits)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return List.of();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals(name);
                if (json.nextToken() != JsonToken.START_ARRAY || !wanted) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    if (json.currentToken() == JsonToken.VALUE_STRING) {
                        values.add(json.getText());
                    } else {
                        json.skipChildren();
                    }
                }
            }
        } catch (IOException unreadable) {
            return List.of();
        }
        return List.copyOf(values);
    }
}
