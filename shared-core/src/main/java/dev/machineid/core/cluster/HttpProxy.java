package dev.machineid.core.cluster;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.secret.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP proxy of the job's environment, by the usual variables {@code HTTPS_PROXY} and {@code NO_PROXY} in either
 * letter case; the lower-case form wins, as with curl.
 *
 * @param host the proxy's host
 * @param port its port, 80 unless the address says another
 * @param credentials {@code user:password} for Basic authentication, if the address carries them
 */
record HttpProxy(String host, int port, @Nullable Secret credentials) {

    /** The proxy to use for a target, or empty for a direct connection. */
    static Optional<HttpProxy> forTarget(ClusterAddress target, Map<String, String> variables) {
        String address = first(variables, "https_proxy", "HTTPS_PROXY");
        if (address.isEmpty() || bypassed(target, first(variables, "no_proxy", "NO_PROXY"))) {
            return Optional.empty();
        }
        return Optional.of(parse(address));
    }

    private static String first(Map<String, String> variables, String lower, String upper) {
        String value = variables.getOrDefault(lower, "").trim();
        return value.isEmpty() ? variables.getOrDefault(upper, "").trim() : value;
    }

    private static HttpProxy parse(String address) {
        try {
            URI uri = URI.create(address.contains("://") ? address : "http://" + address);
            if (uri.getHost() == null
                    || !"http".equalsIgnoreCase(uri.getScheme())
                    || uri.getPort() == 0
                    || uri.getPort() > 65535) {
                throw new IllegalArgumentException("only http:// proxies are supported");
            }
            String user = uri.getRawUserInfo();
            Secret credentials = user == null
                    ? null
                    : Secret.of(URLDecoder.decode(
                            user.replace("+", "%2B") + (user.contains(":") ? "" : ":"), StandardCharsets.UTF_8));
            String host = uri.getHost().replaceAll("^\\[|]$", "");
            return new HttpProxy(host, uri.getPort() < 0 ? 80 : uri.getPort(), credentials);
        } catch (IllegalArgumentException unreadable) {
            // The address may carry a password, so neither it nor the parser's message is repeated.
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "the variable HTTPS_PROXY does not hold the address of an HTTP proxy",
                    "write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT");
        }
    }

    private static boolean bypassed(ClusterAddress target, String list) {
        String host = target.host().toLowerCase(Locale.ROOT);
        return Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> matches(entry, host, target.port()));
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        String name = entry;
        int colon = entry.lastIndexOf(':');
        boolean hasPort = colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
        if (hasPort) {
            if (!entry.substring(colon + 1).equals(String.valueOf(port))) {
                return false;
            }
            name = entry.substring(0, colon);
        }
        name = name.replaceAll("^\\[|]$", "");
        String suffix = name.startsWith("*.") ? name.substring(1) : name.startsWith(".") ? name : "." + name;
        return host.equals(suffix.substring(1)) || host.endsWith(suffix);
    }
}
