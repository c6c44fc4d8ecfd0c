package dev.machineid.core.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Reads a set of public keys (JWKS, RFC 7517), at most 64 KiB of JSON on one line; refuses private ones. */
public final class KeySet {
    private static final int LARGEST = 64 * 1024;
    private static final JsonFactory JSON = new JsonFactory();
    /** Members that only private and symmetric keys have. */
    private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private KeySet() {}

    /**
     * The file's JSON without white space.
     *
     * @throws InvalidRequestException if it is missing, too large, no key set, or holds a private key
     */
    public static String read(Path path) {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw unusable(path, "it is larger than 64 KiB");
            }
            Optional<String> keys = compact(new String(bytes, StandardCharsets.UTF_8));
            return keys.orElseThrow(() -> unusable(path, "it is no set of public keys"));
        } catch (IOException unreadable) {
            throw unusable(path, "it cannot be read, or is not JSON");
        }
    }

    private static Optional<String> compact(String text) throws IOException {
        StringWriter line = new StringWriter();
        boolean keys = false;
        try (JsonParser parser = JSON.createParser(text);
                JsonGenerator writer = JSON.createGenerator(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            writer.copyCurrentEvent(parser);
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    if (PRIVATE.contains(parser.currentName())) {
                        return Optional.empty();
                    }
                    keys |= parser.currentName().equals("keys");
                }
                writer.copyCurrentEvent(parser);
            }
        }
        return keys ? Optional.of(line.toString()) : Optional.empty();
    }

    private static InvalidRequestException unusable(Path path, String why) {
        return new InvalidRequestException(
                ErrorCode.INVALID_VALUE,
                "the key file " + SafeText.quote(path.toString()) + " cannot be used: " + why,
                "save the public keys with: kubectl get --raw /openid/v1/jwks");
    }
}
