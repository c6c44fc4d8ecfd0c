package dev.machineid.core.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON document of the proxy, flattened: {@code proxy.ssh.listen_addr} leads to its text, lists to their texts in order.
 *
 * <p>Hostile documents are bounded in size, depth, and length of a value, and may name nothing twice.
 */
final class WebAnswer {
    static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_VALUES = 10_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(50)
                    .maxStringLength(256 * 1024)
                    .maxNumberLength(100)
                    .maxDocumentLength(MAX_BYTES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private int count;

    private WebAnswer() {}

    /** An answer that no Teleport server gives; the message says why, without any of its content. */
    static final class Unusable extends IOException {
        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why);
        }
    }

    /** @throws Unusable where the text is not one JSON object within the bounds */
    static WebAnswer parse(byte[] document) throws Unusable {
        try {
            return read(document);
        } catch (Unusable known) {
            throw known;
        } catch (IOException notJson) {
            throw new Unusable("the answer is not JSON"); // the parser's own words quote it
        }
    }

    private static WebAnswer read(byte[] document) throws IOException {
        WebAnswer answer = new WebAnswer();
        try (JsonParser parser = JSON.createParser(new String(document, StandardCharsets.UTF_8))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Unusable("the answer is not a JSON object");
            }
            answer.readObject(parser, "");
            if (parser.nextToken() != null) {
                throw new Unusable("the answer is more than one JSON document");
            }
        }
        return answer;
    }

    private void readObject(JsonParser parser, String prefix) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String path = prefix + parser.currentName();
            parser.nextToken();
            readValue(parser, path);
        }
    }

    private void readValue(JsonParser parser, String path) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser, path + ".");
            case START_ARRAY -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    readValue(parser, path);
                }
            }
            case VALUE_NULL -> {
                // the same as absent
            }
            default -> {
                if (++count > MAX_VALUES) {
                    throw new Unusable("the answer has more than " + MAX_VALUES + " values");
                }
                values.computeIfAbsent(path, ignored -> new ArrayList<>()).add(parser.getText());
            }
        }
    }

    Optional<String> text(String path) {
        return Optional.ofNullable(values.get(path)).map(list -> list.get(0)).filter(value -> !value.isEmpty());
    }

    List<String> texts(String path) {
        return List.copyOf(values.getOrDefault(path, List.of()));
    }

    boolean flag(String path) {
        return text(path).map(Boolean::parseBoolean).orElse(false);
    }
}
