package dev.machineid.core.cluster;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what an auth server shows, to be verified by what it says next.
 *
 * <p>An auth server shows its certificate without the authority that a CA pin names, so nobody can verify the first
 * connection before asking for that authority. {@link AuthMeeting} asks this one public question on it, holds the
 * authority to the pins and the kept certificate to the authority, and closes it; nothing else is ever sent there.
 */
final class ProvisionalTrust extends ServersOnly {
    private final AtomicReference<X509Certificate @Nullable []> shown = new AtomicReference<>();

    /**
     * Verifies what was shown.
     *
     * @throws CertificateException if nothing was, or the authorities did not issue it
     */
    void verify(X509ExtendedTrustManager authorities) throws CertificateException {
        X509Certificate[] chain = shown.get();
        if (chain == null || chain.length == 0) {
            throw new CertificateException("no certificate was shown");
        }
        authorities.checkServerTrusted(chain, "UNKNOWN"); // TLS 1.3 knows no name for the kind of key exchange
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        chain[0].checkValidity();
        if (!shown.compareAndSet(null, chain.clone())) {
            throw new CertificateException("this connection was made once already");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }
}
