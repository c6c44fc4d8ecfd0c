package dev.machineid.core.platform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the payload of a token into paths and values; a failure never carries any of its content. */
final class ClaimsReader {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-]+");
    private static final int MOST_VALUES = 2000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(Claims.LARGEST)
                    .maxNameLength(1024)
                    .maxNumberLength(64)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private int count;

    private ClaimsReader() {}

    static Map<String, List<String>> read(Secret jwt) {
        String[] parts = jwt.reveal().split("\\.", -1);
        if (jwt.revealBytes().length > Claims.LARGEST) {
            throw malformed("it is larger than 64 KiB");
        }
        if (parts.length != 3) {
            throw malformed("it has " + parts.length + " parts between dots and not three");
        }
        for (String part : parts) {
            if (!PART.matcher(part).matches()) {
                throw malformed("a part of it is empty or not base64url");
            }
        }
        return payload(parts[1]);
    }

    private static Map<String, List<String>> payload(String part) {
        ClaimsReader reader = new ClaimsReader();
        try (JsonParser parser = JSON.createParser(text(part))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("its payload is not a JSON object");
            }
            reader.object(parser, "");
            if (parser.nextToken() != null) {
                throw malformed("something follows its payload");
            }
            return reader.values;
        } catch (IOException | IllegalArgumentException unreadable) {
            // The parser's own message quotes the input, so it goes no further.
            throw malformed("its payload is not well-formed JSON, or names a claim twice");
        }
    }

    /** Strict, because the parser would guess the encoding of bytes. */
    private static String text(String part) throws CharacterCodingException {
        byte[] bytes = Base64.getUrlDecoder().decode(part);
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private void object(JsonParser parser, String path) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = path + parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                object(parser, name + "/");
            } else if (values.put(name, list(parser, token)) != null) {
                throw malformed("it names a claim twice");
            }
        }
    }

    private List<String> list(JsonParser parser, JsonToken token) throws IOException {
        List<String> items = new ArrayList<>();
        if (token != JsonToken.START_ARRAY) {
            add(items, parser, token);
            return items;
        }
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            if (item == JsonToken.START_ARRAY || item == JsonToken.START_OBJECT) {
                parser.skipChildren(); // no claim that anyone compares
            } else {
                add(items, parser, item);
            }
        }
        return items;
    }

    private void add(List<String> items, JsonParser parser, JsonToken token) throws IOException {
        if (++count > MOST_VALUES) {
            throw malformed("it has more than " + MOST_VALUES + " claims");
        }
        if (token != JsonToken.VALUE_NULL) {
            items.add(parser.getText());
        }
    }

    private static ProofException malformed(String why) {
        return new ProofException(
                ErrorCode.PLATFORM_TOKEN_MALFORMED,
                "the id token is not a JSON Web Token: " + why,
                "check that the variable, file or command yields the id token itself and nothing else");
    }
}
