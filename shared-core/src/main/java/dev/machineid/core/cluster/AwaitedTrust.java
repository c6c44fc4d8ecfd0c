package dev.machineid.core.cluster;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Holds a handshake at the server's certificate until the authorities to check it with are known.
 *
 * <p>It decides nothing itself: every question goes to the awaited trust manager, and none is answered without it.
 */
final class AwaitedTrust extends X509ExtendedTrustManager {
    private final CompletableFuture<ClientIdentity> identity;

    AwaitedTrust(CompletableFuture<ClientIdentity> identity) {
        this.identity = identity;
    }

    private X509ExtendedTrustManager servers() throws CertificateException {
        try {
            return identity.get().servers();
        } catch (ExecutionException failed) {
            throw new CertificateException("there is no identity to connect with", failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CertificateException("stopped while waiting for the identity to connect with", stopped);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        servers().checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        servers().checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        servers().checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only servers are checked here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    /** Unknown at the time OkHttp asks; it would only use them for pinning web certificates, which is not done here. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
