package dev.machineid.lab.decode;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.ByteArrayOutputStream;
import java.text.ParseException;
import java.util.Map;

/** Base64 and JSON with the error words that were recorded from the real server. */
public final class Decode {
    private static final String COMMON = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String VALUE_STARTS = "{[\"-0123456789tfn";

    private Decode() {}

    /** Unpadded base64 of the alphabet for addresses, as the parts of a JWT are. */
    public static byte[] base64Url(String text) throws DecodeException {
        return base64(text, COMMON + "-_");
    }

    /** Padded base64 of the usual alphabet, as bytes in JSON are. */
    public static byte[] base64Padded(String text) throws DecodeException {
        String body = text.endsWith("==")
                ? text.substring(0, text.length() - 2)
                : text.endsWith("=") ? text.substring(0, text.length() - 1) : text;
        byte[] bytes = base64(body, COMMON + "+/");
        if (text.length() % 4 != 0) {
            throw illegalBase64(text.length() - text.length() % 4);
        }
        return bytes;
    }

    private static byte[] base64(String text, String alphabet) throws DecodeException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int bits = 0;
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = alphabet.indexOf(text.charAt(i));
            if (value < 0) {
                throw illegalBase64(i);
            }
            bits = (bits << 6) | value;
            count += 6;
            if (count >= 8) {
                count -= 8;
                bytes.write(bits >> count);
            }
        }
        if (text.length() % 4 == 1) {
            throw illegalBase64(text.length() - 1);
        }
        return bytes.toByteArray();
    }

    private static DecodeException illegalBase64(int at) {
        return new DecodeException("illegal base64 data at input byte " + at);
    }

    /** A JSON object; {@code null} is an empty one. The type is what the real server reads it into. */
    public static Map<String, Object> object(String text, String type) throws DecodeException {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            throw new DecodeException("unexpected end of JSON input");
        }
        if (trimmed.equals("null")) {
            return Map.of();
        }
        char first = trimmed.charAt(0);
        if (VALUE_STARTS.indexOf(first) < 0) {
            throw new DecodeException("invalid character '" + first + "' looking for beginning of value");
        }
        if (first != '{') {
            throw new DecodeException("json: cannot unmarshal " + kind(first) + " into Go value of type " + type);
        }
        int end = endOfObject(trimmed);
        if (end == 0) {
            throw new DecodeException("unexpected end of JSON input");
        }
        String rest = trimmed.substring(end).strip();
        if (!rest.isEmpty()) {
            throw new DecodeException("invalid character '" + rest.charAt(0) + "' after top-level value");
        }
        try {
            return JSONObjectUtils.parse(trimmed);
        } catch (ParseException broken) {
            throw new DecodeException("invalid JSON: " + broken.getMessage());
        }
    }

    private static String kind(char first) {
        return switch (first) {
            case '[' -> "array";
            case '"' -> "string";
            case 't', 'f' -> "bool";
            default -> "number";
        };
    }

    /** The index after the brace that closes the first one; 0 if none does. */
    private static int endOfObject(String text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return 0;
    }
}
