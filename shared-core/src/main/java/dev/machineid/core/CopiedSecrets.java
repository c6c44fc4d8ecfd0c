package dev.machineid.core;

import dev.machineid.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in a file what must not appear in a log: the lines of private keys, and a kubeconfig's key in base64. */
final class CopiedSecrets {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----\\R([A-Za-z0-9+/=\\s]+)-----END");

    private static final Pattern DATA = Pattern.compile("client-key-data:\\s*\"?([A-Za-z0-9+/=]{16,})");

    /** A JSON Web Token: its head and its claims are objects, so both begin alike. */
    private static final Pattern TOKEN = Pattern.compile("(?<![\\w-])eyJ[\\w-]+\\.eyJ[\\w-]+\\.[\\w-]+");

    private CopiedSecrets() {}

    static List<Secret> in(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        List<Secret> secrets = new ArrayList<>();
        Matcher key = KEY.matcher(text);
        while (key.find()) {
            key.group(1).lines().filter(line -> !line.isBlank()).forEach(line -> secrets.add(Secret.of(line.strip())));
        }
        Matcher data = DATA.matcher(text);
        while (data.find()) {
            secrets.add(Secret.of(data.group(1)));
        }
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            secrets.add(Secret.of(token.group()));
        }
        return secrets;
    }
}
