package dev.machineid.core.platform;

import dev.machineid.core.secret.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The address and the key of a platform's token service, taken from variables and checked before anything is sent. */
final class ServiceUri {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private ServiceUri() {}

    /**
     * The address in the text of a variable, with one parameter set; plain http is for loopback only.
     *
     * @throws dev.machineid.core.report.ProofException if a key may not be sent there
     */
    static URI of(String variable, String text, String parameter, String value) {
        String[] parts = text.strip().split("\\?", 2);
        String others = parts.length < 2
                ? ""
                : Arrays.stream(parts[1].split("&", -1))
                        .filter(pair -> !pair.isEmpty() && !pair.startsWith(parameter + "="))
                        .map(pair -> pair + "&")
                        .collect(Collectors.joining());
        URI uri;
        try {
            uri = new URI(parts[0] + "?" + others + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        } catch (URISyntaxException unusable) {
            throw TokenReply.failed("the variable " + variable + " is not a URL");
        }
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean secure = "https".equalsIgnoreCase(uri.getScheme())
                || ("http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(host));
        if (!secure || host.isEmpty() || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw TokenReply.failed("the variable " + variable + " is not an https URL");
        }
        return uri;
    }

    /**
     * The key in the text of a variable.
     *
     * @throws dev.machineid.core.report.ProofException if it could break a header
     */
    static Secret bearer(String variable, String text) {
        Secret bearer = Secret.of(text.strip());
        if (bearer.reveal().chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw TokenReply.failed("the variable " + variable + " holds no usable token");
        }
        return bearer;
    }
}
