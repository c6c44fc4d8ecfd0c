package dev.machineid.core.connect;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.regex.Pattern;

/**
 * The node an ssh client wants to reach.
 *
 * @param node the node's name or id, without the cluster's name behind it
 * @param port 0 for the node's own port
 * @param cluster the root cluster's name or a leaf's
 */
public record SshTarget(String node, int port, String cluster) {
    /** What ssh says when nobody named a port; nodes of a cluster rarely listen there. */
    private static final int SSH_DEFAULT = 22;

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]{0,252}):([0-9]{1,5})");

    /** Reads ssh's {@code %h:%p}, in which the node may end in {@code .CLUSTER}. */
    public static SshTarget parse(String hostAndPort, String cluster) {
        var form = FORM.matcher(hostAndPort);
        if (!form.matches() || Integer.parseInt(form.group(2)) > 65535) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    SafeText.quote(hostAndPort) + " is not a node and port",
                    "write NODE:PORT, as ssh gives it by %h:%p");
        }
        String suffix = "." + cluster;
        String host = form.group(1);
        String node = host.endsWith(suffix) && host.length() > suffix.length()
                ? host.substring(0, host.length() - suffix.length())
                : host;
        int port = Integer.parseInt(form.group(2));
        return new SshTarget(node, port == SSH_DEFAULT ? 0 : port, cluster);
    }

    String dial() {
        return node + ":" + port;
    }
}
