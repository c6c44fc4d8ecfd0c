package dev.machineid.core.identity;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Refuses names that could break out of the files they are written to (known_hosts, ssh_config, a shell command).
 *
 * <p>A cluster name comes from a server and a host name from a user; neither may hold a space, a quote, a comma, a
 * wildcard, a line break or a leading dash.
 */
public final class SafeNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f.]{0,15}){2,8}");

    private SafeNames() {}

    /** The cluster name itself, or {@link ErrorCode#INVALID_VALUE}. */
    public static String cluster(String name) {
        return require("cluster name", name, NAME.matcher(name).matches());
    }

    /** The host name or IP address (IPv6 without brackets) itself, or {@link ErrorCode#INVALID_VALUE}. */
    public static String host(String name) {
        return require(
                "host name",
                name,
                NAME.matcher(name).matches() || IPV6.matcher(name).matches());
    }

    private static String require(String kind, String name, boolean good) {
        if (good) {
            return name;
        }
        throw new InvalidRequestException(
                ErrorCode.INVALID_VALUE,
                "the " + kind + " cannot be used",
                List.of("got: " + printable(name), "expected: letters, digits, dot, dash and underscore"),
                "check the address of the cluster",
                null);
    }

    /** The start of the name, with everything but plain characters shown as a question mark. */
    private static String printable(String name) {
        String start = name.length() > 80 ? name.substring(0, 80) + "..." : name;
        return '"' + start.replaceAll("[^\\x20-\\x7e]", "?") + '"';
    }
}
