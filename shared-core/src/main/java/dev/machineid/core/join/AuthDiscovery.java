package dev.machineid.core.join;

import dev.machineid.core.cluster.AuthMeeting;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.CaPin;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Meets an auth server at its own port: asks for the cluster's authority, verifies it, and takes the cluster's name from it.
 *
 * <p>Every connection after that is verified in its handshake.
 *
 * @param clusterName of the root cluster
 * @param hostAuthorities verify the cluster's own servers from now on
 */
public record AuthDiscovery(String clusterName, X509ExtendedTrustManager hostAuthorities) {

    /**
     * Asks the auth server who it is.
     *
     * @param direct leads to the auth server's own port
     * @param pins hold for every authority of the cluster, where there are any
     * @param given the authorities of the option {@code ca-file}; without them there must be a pin
     * @throws MachineIdException explained; nothing secret was sent
     */
    public static AuthDiscovery find(TlsRouting direct, List<CaPin> pins, Optional<X509ExtendedTrustManager> given) {
        if (pins.isEmpty() && given.isEmpty()) {
            throw new InvalidRequestException(
                    ErrorCode.MISSING_OPTION,
                    "nothing says which authority the auth server " + direct.proxy() + " must have",
                    "add ca-pins (tctl status shows the pin) or ca-file");
        }
        AuthMeeting meeting = direct.meet(given);
        List<X509Certificate> authorities = TlsCertificates.parse(meeting.authorities());
        if (!pins.isEmpty()) {
            CaPins.require(pins, authorities, direct.proxy());
        }
        X509ExtendedTrustManager hostAuthorities = TrustAnchors.only(authorities);
        meeting.verify(hostAuthorities);
        // An authority's certificate is issued to its cluster, by that common name.
        String name = TeleportIdentity.of(authorities.get(0)).userName();
        if (name.isEmpty()) {
            throw new DeniedException(
                    ErrorCode.NOT_TELEPORT,
                    direct.proxy() + " does not answer as a Teleport auth server",
                    List.of("cause: its authority's certificate names no cluster"),
                    "check the option auth-server",
                    null);
        }
        return new AuthDiscovery(name, given.orElse(hostAuthorities));
    }
}
