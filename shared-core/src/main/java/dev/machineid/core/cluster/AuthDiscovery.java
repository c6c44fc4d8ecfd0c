package dev.machineid.core.cluster;

import com.google.protobuf.Empty;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.CaPin;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.wire.auth.ClusterCACert;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Meets an auth server at its own port: asks for the cluster's authority, verifies it, and takes the cluster's name from it.
 *
 * <p>Every connection after that is verified in its handshake.
 */
public final class AuthDiscovery {
    private final Network network;
    private final ClusterAddress address;
    private final List<CaPin> pins;
    private final Optional<X509ExtendedTrustManager> given;

    /**
     * @param pins hold for every authority of the cluster, where there are any
     * @param given the authorities of the option {@code ca-file}; without them there must be a pin
     */
    public AuthDiscovery(
            Network network, ClusterAddress address, List<CaPin> pins, Optional<X509ExtendedTrustManager> given) {
        if (pins.isEmpty() && given.isEmpty()) {
            throw new InvalidRequestException(
                    ErrorCode.MISSING_OPTION,
                    "nothing says which authority the auth server " + address + " must have",
                    "add ca-pins (tctl status shows the pin) or ca-file");
        }
        this.network = network;
        this.address = address;
        this.pins = List.copyOf(pins);
        this.given = given;
    }

    /**
     * What was found.
     *
     * @param hostAuthorities verify the cluster's own servers from now on
     */
    public record Found(String clusterName, X509ExtendedTrustManager hostAuthorities) {}

    /** @throws MachineIdException explained; nothing secret was sent */
    public Found find() {
        ProvisionalTrust provisional = new ProvisionalTrust();
        X509ExtendedTrustManager trust = given.isPresent()
                ? new AwaitedTrust(CompletableFuture.completedFuture(given.get()), () -> {})
                : provisional;
        GrpcChannel channel = new GrpcChannel(
                network, new Network.Link(address, List.of("h2"), true, trust, null), TlsRouting.AUTHORITY);
        try {
            List<X509Certificate> authorities = TlsCertificates.parse(channel.unary(
                            "/proto.AuthService/GetClusterCACert", Empty.getDefaultInstance(), ClusterCACert.parser())
                    .get()
                    .getTLSCA()
                    .toByteArray());
            if (!pins.isEmpty()) {
                CaPins.require(pins, authorities, address);
            }
            X509ExtendedTrustManager hostAuthorities = TrustAnchors.only(authorities);
            if (given.isEmpty()) {
                verify(provisional, hostAuthorities);
            }
            return new Found(clusterName(authorities), given.orElse(hostAuthorities));
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException broken
                    ? channel.explain(broken)
                    : new IllegalStateException("the auth server was asked in vain", failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw network.deadline().timedOut();
        } finally {
            channel.close();
        }
    }

    private void verify(ProvisionalTrust provisional, X509ExtendedTrustManager hostAuthorities) {
        try {
            provisional.verify(hostAuthorities);
        } catch (CertificateException stranger) {
            throw new DeniedException(
                    ErrorCode.UNTRUSTED_CERTIFICATE,
                    "the certificate of " + address + " is not issued by the authority it names",
                    List.of("cause: " + stranger.getMessage()),
                    "nothing secret was sent; something between this job and the auth server answers in its place",
                    stranger);
        }
    }

    /** An authority's certificate is issued to its cluster. */
    private String clusterName(List<X509Certificate> authorities) {
        String name = TeleportIdentity.of(authorities.get(0)).userName();
        if (name.isEmpty()) {
            throw new DeniedException(
                    ErrorCode.NOT_TELEPORT,
                    address + " does not answer as a Teleport auth server",
                    List.of("cause: its authority's certificate names no cluster"),
                    "check the option auth-server",
                    null);
        }
        return name;
    }
}
