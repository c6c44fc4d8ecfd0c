package dev.machineid.core.request;

import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and port of the cluster.
 *
 * <p>The host is in lower case and ASCII (IDN in its {@code xn--} form), without a trailing dot; an IPv6 address stands
 * without brackets. Never resolved here.
 */
public record ClusterAddress(String host, int port) {
    /** The port of a proxy that names none. */
    public static final int PROXY_PORT = 443;
    /** The port of an auth server that names none. */
    public static final int AUTH_PORT = 3025;

    private static final int LONGEST = 512;
    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\[\\]]*)\\]|([^:\\[\\]]*))(?::(.*))?");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:]*:[0-9a-f:.]*");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?(0x[0-9a-f]*|[0-9]+)");

    public ClusterAddress {
        boolean wellFormed = host.indexOf(':') >= 0
                ? isIpv6(host)
                : host.length() <= 253
                        && NAME.matcher(host).matches()
                        && (!NUMERIC_END.matcher(host).matches()
                                || IPV4.matcher(host).matches());
        if (!wellFormed || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a host and port");
        }
    }

    /** Reads {@code host[:port]} of a proxy; the port is {@value #PROXY_PORT} unless said. */
    public static ClusterAddress parse(String text) {
        return parse(text, PROXY_PORT);
    }

    /**
     * Reads {@code host[:port]}.
     *
     * @throws InvalidRequestException with what to write instead for a URL, a path, user info, or a bad host or port
     */
    public static ClusterAddress parse(String text, int defaultPort) {
        String value = text.strip();
        String shown = shown(value);
        if (value.length() > LONGEST) {
            throw Invalid.value(shown + " is too long for an address", "write host or host:port");
        }
        int user = value.lastIndexOf('@');
        if (user >= 0) {
            throw Invalid.value(
                    shown + " has user info in front of the host", "write " + authority(value, defaultPort));
        }
        if (value.contains("/") || value.contains("?") || value.contains("#")) {
            throw Invalid.value(shown + " is a URL, not an address", "write " + authority(value, defaultPort));
        }
        if (isIpv6(value.toLowerCase(Locale.ROOT))) {
            throw Invalid.value(shown + " is an IPv6 address without brackets", "write [" + value + "]:" + defaultPort);
        }
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            throw Invalid.value(shown + " is not host or host:port", "write host or host:port");
        }
        String literal = matcher.group(1);
        String name = matcher.group(2);
        String host = literal != null ? ipv6(literal, shown) : name(name == null ? "" : name, shown);
        return new ClusterAddress(host, port(matcher.group(3), defaultPort, shown));
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClusterAddress address && address.host.equals(host) && address.port == port;
    }

    // A record's own is put together at run time, which costs a short-lived process 6 ms.
    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Most names are, and the tables for the others take 12 ms to load. */
    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String name(String text, String shown) {
        String host;
        try {
            host = (isAscii(text) ? text : IDN.toASCII(text, 0)).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException badName) {
            throw badHost(shown);
        }
        host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        boolean number = NUMERIC_END.matcher(host).matches();
        if (host.length() > 253
                || !NAME.matcher(host).matches()
                || (number && !IPV4.matcher(host).matches())) {
            throw badHost(shown);
        }
        return host;
    }

    private static String ipv6(String literal, String shown) {
        String host = literal.toLowerCase(Locale.ROOT);
        if (!isIpv6(host)) {
            throw badHost(shown);
        }
        return host;
    }

    private static boolean isIpv6(String host) {
        if (!IPV6.matcher(host).matches() || host.length() > 45) {
            return false;
        }
        try {
            // No look-up: a text with a colon is only ever read as a literal.
            return InetAddress.getByName("[" + host + "]").getAddress().length > 0;
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    private static int port(@Nullable String text, int defaultPort, String shown) {
        if (text == null) {
            return defaultPort;
        }
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw Invalid.value(
                    shown + " has no valid port", "write a port from 1 to 65535, or none for " + defaultPort);
        }
        return port;
    }

    private static InvalidRequestException badHost(String shown) {
        return Invalid.value(
                shown + " has no valid host", "write a host name or an IP address, such as teleport.example.com:443");
    }

    /** User info may hold a password, so it is never shown. */
    private static String shown(String value) {
        int user = value.lastIndexOf('@');
        return SafeText.quote(user < 0 ? value : "***" + value.substring(user));
    }

    private static String authority(String value, int defaultPort) {
        String rest = value.substring(value.indexOf("://") < 0 ? 0 : value.indexOf("://") + 3);
        rest = rest.substring(rest.lastIndexOf('@') + 1).split("[/?#]", 2)[0];
        try {
            return parse(rest, defaultPort).toString();
        } catch (InvalidRequestException notThatEither) {
            return "host or host:port";
        }
    }
}
