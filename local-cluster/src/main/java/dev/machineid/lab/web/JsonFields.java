package dev.machineid.lab.web;

import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.decode.Decode;
import dev.machineid.lab.decode.DecodeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a join request; a field that is not there is empty, one of a wrong type is refused. */
record JsonFields(Map<String, Object> values) {
    private static final String TYPE = "RegisterUsingTokenRequest";

    static JsonFields of(String body) {
        try {
            return new JsonFields(Decode.object(body, "types." + TYPE));
        } catch (DecodeException broken) {
            throw refuse(broken.words());
        }
    }

    private static Refusal refuse(String words) {
        return Refusal.badParameter("request: " + words);
    }

    String text(String field) {
        Object value = values.get(field);
        if (value == null) {
            return "";
        }
        if (value instanceof String text) {
            return text;
        }
        throw refuse("json: cannot unmarshal " + kind(value) + " into Go struct field " + TYPE + "." + field
                + " of type string");
    }

    byte[] bytes(String field) {
        try {
            return Decode.base64Padded(text(field));
        } catch (DecodeException broken) {
            throw refuse(broken.words());
        }
    }

    @Nullable
    Instant time(String field) {
        Object value = values.get(field);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)) {
            throw refuse("Time.UnmarshalJSON: input is not a JSON string");
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException broken) {
            throw refuse("parsing time \"" + text + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"" + text
                    + "\" as \"2006\"");
        }
    }

    private static String kind(Object value) {
        if (value instanceof List) {
            return "array";
        }
        if (value instanceof Map) {
            return "object";
        }
        return value instanceof Boolean ? "bool" : "number";
    }
}
