package dev.machineid.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.machineid.core.output.Delivery;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a daemon writes into each generation about it, so that a copy needs no question to anybody: names and times, and no
 * secret.
 *
 * @param proxy {@code HOST:PORT} that the files lead to
 * @param proxyOptions words for the program beside it
 * @param expires when the first of the certificates ends
 */
record GenerationNote(
        String cluster,
        String bot,
        List<String> roles,
        List<String> logins,
        List<String> leaves,
        String proxy,
        List<String> proxyOptions,
        Instant expires,
        List<Part> parts) {
    /** The file's name in its generation. */
    static final String FILE = "generation.json";

    private static final String FORMAT = "1";

    /**
     * One output.
     *
     * @param files paths relative to the generation
     * @param variables with paths of the daemon's own generation in them
     */
    record Part(String output, List<String> files, Map<String, String> variables) {
        Part {
            files = List.copyOf(files);
            variables = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        }

        static Part of(String output, Delivery delivery) {
            return new Part(output, List.copyOf(delivery.files().keySet()), delivery.environment());
        }
    }

    GenerationNote {
        roles = List.copyOf(roles);
        logins = List.copyOf(logins);
        leaves = List.copyOf(leaves);
        proxyOptions = List.copyOf(proxyOptions);
        parts = List.copyOf(parts);
    }

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("format", FORMAT);
            json.writeStringField("cluster", cluster);
            json.writeStringField("bot", bot);
            json.writeStringField("proxy", proxy);
            json.writeStringField("expires", expires.toString());
            write(json, "roles", roles);
            write(json, "logins", logins);
            write(json, "leaves", leaves);
            write(json, "proxy_options", proxyOptions);
            json.writeArrayFieldStart("outputs");
            for (Part part : parts) {
                json.writeStartObject();
                json.writeStringField("output", part.output());
                write(json, "files", part.files());
                json.writeObjectFieldStart("variables");
                for (Map.Entry<String, String> variable : part.variables().entrySet()) {
                    json.writeStringField(variable.getKey(), variable.getValue());
                }
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** @throws IllegalArgumentException if this is not what {@link #json} writes; fields of later versions are passed over */
    static GenerationNote parse(byte[] bytes) {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, List<String>> lists = new LinkedHashMap<>();
        List<Part> parts = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(bytes)) {
            require(json.nextToken(), JsonToken.START_OBJECT);
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                if (name.equals("outputs")) {
                    parts.addAll(parts(json));
                } else if (value == JsonToken.START_ARRAY) {
                    lists.put(name, list(json));
                } else if (value == JsonToken.VALUE_STRING) {
                    texts.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
            require(json.currentToken(), JsonToken.END_OBJECT);
            if (!FORMAT.equals(texts.get("format"))) {
                throw new IllegalArgumentException("its format is not " + FORMAT);
            }
            return new GenerationNote(
                    text(texts, "cluster"),
                    text(texts, "bot"),
                    lists.getOrDefault("roles", List.of()),
                    lists.getOrDefault("logins", List.of()),
                    lists.getOrDefault("leaves", List.of()),
                    text(texts, "proxy"),
                    lists.getOrDefault("proxy_options", List.of()),
                    Instant.parse(text(texts, "expires")),
                    parts);
        } catch (IOException | DateTimeException broken) {
            throw new IllegalArgumentException("it cannot be understood", broken);
        }
    }

    private static List<Part> parts(JsonParser json) throws IOException {
        List<Part> parts = new ArrayList<>();
        require(json.currentToken(), JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_OBJECT) {
            String output = "";
            List<String> files = List.of();
            Map<String, String> variables = new LinkedHashMap<>();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                if (name.equals("files")) {
                    files = list(json);
                } else if (name.equals("variables")) {
                    require(value, JsonToken.START_OBJECT);
                    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                        variables.put(key, String.valueOf(json.nextTextValue()));
                    }
                } else if (name.equals("output")) {
                    output = json.getText();
                } else {
                    json.skipChildren();
                }
            }
            parts.add(new Part(output, files, variables));
        }
        return parts;
    }

    private static List<String> list(JsonParser json) throws IOException {
        require(json.currentToken(), JsonToken.START_ARRAY);
        List<String> values = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            values.add(json.getText());
        }
        require(json.currentToken(), JsonToken.END_ARRAY);
        return values;
    }

    private static void require(@org.jspecify.annotations.Nullable JsonToken found, JsonToken wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException("it is not of the expected form");
        }
    }

    private static String text(Map<String, String> texts, String name) {
        String value = texts.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the field " + name + " is missing");
        }
        return value;
    }
}
