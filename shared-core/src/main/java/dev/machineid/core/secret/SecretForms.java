package dev.machineid.core.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The texts a secret may turn up as: as it is, in base64 (both alphabets, at any offset of a longer text), in hexadecimal
 * and URL-quoted.
 */
public final class SecretForms {
    /** Shorter texts are not looked for: they would be found everywhere. */
    public static final int SHORTEST = 5;

    private SecretForms() {}

    /** Every form of the secret, whole and line by line; none where it is too short. */
    public static Set<String> of(Secret secret) {
        Set<String> forms = new LinkedHashSet<>();
        parts(secret).forEach(part -> add(forms, part));
        return forms;
    }

    /** The secret as it is, whole and line by line; no form of it is shorter than the shortest of these. */
    public static Set<String> parts(Secret secret) {
        String text = secret.reveal();
        Set<String> parts = new LinkedHashSet<>(List.of(text));
        parts.add(text.strip());
        if (text.strip().indexOf('\n') >= 0) {
            text.lines().map(String::strip).forEach(parts::add);
        }
        parts.removeIf(part -> part.length() < SHORTEST);
        return parts;
    }

    private static void add(Set<String> forms, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        forms.add(text);
        forms.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
        forms.add(URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20"));
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
        for (int offset = 0; offset < 3; offset++) {
            String inner = base64(bytes, offset);
            forms.add(inner);
            forms.add(inner.replace('+', '-').replace('/', '_'));
        }
    }

    /** The characters that encode these bytes and nothing of their neighbours, {@code offset} bytes into a text. */
    private static String base64(byte[] bytes, int offset) {
        byte[] shifted = new byte[bytes.length + offset];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = (offset * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        return all.substring(from, to);
    }
}
