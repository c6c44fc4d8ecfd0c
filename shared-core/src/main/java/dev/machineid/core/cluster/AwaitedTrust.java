package dev.machineid.core.cluster;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Holds a handshake at the server's certificate until the authorities to check it with are known.
 *
 * <p>It accepts nobody itself: every question goes to the awaited trust manager, and none is answered well without it. A
 * certificate that cannot be the cluster's is refused at once, before anything is awaited.
 */
final class AwaitedTrust extends ServersOnly {
    private static final int DNS_NAME = 2;

    private final CompletableFuture<? extends X509ExtendedTrustManager> awaited;
    private final Runnable clusters;

    /** @param clusters told when a certificate of the cluster's kind is shown */
    AwaitedTrust(CompletableFuture<? extends X509ExtendedTrustManager> awaited, Runnable clusters) {
        this.awaited = awaited;
        this.clusters = clusters;
    }

    /** The server is none of the cluster's own: something in between has ended TLS. */
    static final class Stranger extends CertificateException {
        private static final long serialVersionUID = 1L;
        private final String issuer;

        Stranger(X509Certificate shown) {
            super("a certificate without the name " + TlsRouting.AUTHORITY);
            this.issuer = shown.getIssuerX500Principal().getName();
        }

        String issuer() {
            return issuer;
        }
    }

    private X509ExtendedTrustManager servers(X509Certificate[] chain) throws CertificateException {
        if (!isCluster(chain[0])) {
            throw new Stranger(chain[0]);
        }
        clusters.run();
        try {
            return awaited.get();
        } catch (ExecutionException failed) {
            throw new CertificateException("there is no identity to connect with", failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CertificateException("stopped while waiting for the identity to connect with", stopped);
        }
    }

    /** Every certificate of a cluster's own services carries this name, and nobody else's does. */
    private static boolean isCluster(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names != null
                && names.stream()
                        .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
                        .anyMatch(name -> TlsRouting.AUTHORITY.equals(name.get(1)));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        servers(chain).checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        servers(chain).checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        servers(chain).checkServerTrusted(chain, authType, engine);
    }
}
