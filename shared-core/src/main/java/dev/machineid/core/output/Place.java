package dev.machineid.core.output;

import dev.machineid.core.identity.SafeNames;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the files will lie and which proxy they lead to.
 *
 * @param generation absolute path of the generation's own directory: what files say about each other, so that they
 *     never point into another generation
 * @param exported absolute path that variables use: {@code DIR/current} where it is renewed, else the same
 * @param proxyHost name or address, IPv6 without brackets
 * @param proxyPort usually 443
 * @param proxyOptions words for our own program's ProxyCommand beside that address; none where it is reached straight
 */
public record Place(Path generation, Path exported, String proxyHost, int proxyPort, List<String> proxyOptions) {
    private static final int MAX_PORT = 65535;

    /** Without more words for the ProxyCommand. */
    public Place(Path generation, Path exported, String proxyHost, int proxyPort) {
        this(generation, exported, proxyHost, proxyPort, List.of());
    }

    public Place {
        proxyOptions = List.copyOf(proxyOptions);
        requireUsable(generation);
        requireUsable(exported);
        SafeNames.host(proxyHost);
        if (proxyPort < 1 || proxyPort > MAX_PORT) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE, "the proxy's port is not between 1 and 65535", "check the option proxy");
        }
    }

    /** Whether something in front of the proxy ends TLS, so that only our own program gets past it. */
    boolean upgraded() {
        return !proxyOptions.isEmpty();
    }

    /** {@code HOST:PORT}, an IPv6 address in brackets. */
    public String proxyAddress() {
        return (proxyHost.contains(":") ? "[" + proxyHost + "]" : proxyHost) + ":" + proxyPort;
    }

    private static void requireUsable(Path path) {
        String text = path.toString();
        // ssh expands ${NAME} in file names and offers no way to write it literally.
        boolean bad = text.chars().anyMatch(Character::isISOControl) || text.contains("${");
        if (bad || !path.isAbsolute()) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "the directory's path cannot be written into configuration files",
                    List.of("expected: an absolute path without line breaks, control characters and ${"),
                    "name another place with the option directory",
                    null);
        }
    }
}
