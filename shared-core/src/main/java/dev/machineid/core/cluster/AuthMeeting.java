package dev.machineid.core.cluster;

import com.google.protobuf.Empty;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.wire.auth.ClusterCACert;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.X509ExtendedTrustManager;

/** The first connection to an auth server's own port, which carries one public question: who the cluster's authority is. */
public final class AuthMeeting {
    private final Network network;
    private final ClusterAddress address;
    private final boolean verified;
    private final ProvisionalTrust provisional = new ProvisionalTrust();
    private final GrpcChannel channel;

    /** @param given the authorities to believe from the first byte on; without them {@link #verify} must follow */
    AuthMeeting(Network network, ClusterAddress address, Optional<X509ExtendedTrustManager> given) {
        this.network = network;
        this.address = address;
        this.verified = given.isPresent();
        X509ExtendedTrustManager trust = verified
                ? new AwaitedTrust(CompletableFuture.completedFuture(given.orElseThrow()), () -> {})
                : provisional;
        this.channel = new GrpcChannel(
                network, new Network.Link(address, List.of("h2"), true, trust, null), TlsRouting.AUTHORITY);
    }

    /**
     * Asks, and closes the connection.
     *
     * @return the authorities as the server names them, PEM
     * @throws MachineIdException explained
     */
    public byte[] authorities() {
        try {
            return channel.unary(
                            "/proto.AuthService/GetClusterCACert", Empty.getDefaultInstance(), ClusterCACert.parser())
                    .get()
                    .getTLSCA()
                    .toByteArray();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException broken) {
                throw channel.explain(broken);
            }
            throw new IllegalStateException("the auth server was asked in vain", failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw network.deadline().timedOut();
        } finally {
            channel.close();
        }
    }

    /** Holds the server that answered to the authorities it named, once those are known to be the right ones. */
    public void verify(X509ExtendedTrustManager authorities) {
        if (verified) {
            return;
        }
        try {
            provisional.verify(authorities);
        } catch (CertificateException stranger) {
            throw new DeniedException(
                    ErrorCode.UNTRUSTED_CERTIFICATE,
                    "the certificate of " + address + " is not issued by the authority it names",
                    List.of("cause: " + stranger.getMessage()),
                    "nothing secret was sent; something between this job and the auth server answers in its place",
                    stranger);
        }
    }
}
