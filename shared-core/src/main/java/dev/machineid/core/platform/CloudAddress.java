package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the addresses that a cloud's variables give, so that no proof goes where it can be read along. */
final class CloudAddress {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private CloudAddress() {}

    /** Where plain http stays on the machine: loopback and the link-local addresses of the clouds' own servers. */
    static boolean onTheMachine(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(host)
                || host.startsWith("169.254.")
                || host.equals("[fd00:ec2::254]")
                || host.equals("[fd00:ec2::23]")
                || host.equals("metadata.google.internal");
    }

    /** The address in a variable: https anywhere, http on the machine. */
    static Optional<URI> of(JobVariables variables, String name) {
        return variables.get(name).map(text -> parse(text.strip(), name));
    }

    static URI parse(String text, String variable) {
        try {
            URI uri = new URI(text);
            boolean safe = "https".equalsIgnoreCase(uri.getScheme())
                    || ("http".equalsIgnoreCase(uri.getScheme()) && onTheMachine(uri));
            if (safe && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException unusable) {
            // said below, without the text, which may hold a secret
        }
        throw new ProofException(
                ErrorCode.CLOUD_CREDENTIALS_UNUSABLE,
                "the variable " + variable + " is not an address this program sends a proof to",
                "https is good anywhere, http only for this machine and its metadata server; leave the variable as the"
                        + " platform sets it");
    }

    /** A path below an address. */
    static URI below(URI base, String path) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }
}
