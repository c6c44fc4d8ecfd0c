package dev.machineid.core.cluster;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a refusal who issued the certificate, which tells an intercepting proxy from a private authority of one's own.
 *
 * <p>It decides nothing itself: every question goes to the other trust manager.
 */
final class NamingTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager other;

    NamingTrust(X509ExtendedTrustManager other) {
        this.other = other;
    }

    /** The other's refusal is the cause. */
    static final class Untrusted extends CertificateException {
        private static final long serialVersionUID = 1L;
        private final String issuer;

        Untrusted(X509Certificate[] chain, CertificateException refusal) {
            super(refusal.getMessage(), refusal);
            this.issuer = chain[0].getIssuerX500Principal().getName();
        }

        String issuer() {
            return issuer;
        }
    }

    private interface Question {
        void ask() throws CertificateException;
    }

    private static void ask(X509Certificate[] chain, Question question) throws CertificateException {
        try {
            question.ask();
        } catch (AwaitedTrust.Stranger known) {
            throw known;
        } catch (CertificateException refusal) {
            throw new Untrusted(chain, refusal);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        ask(chain, () -> other.checkServerTrusted(chain, authType));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        ask(chain, () -> other.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        ask(chain, () -> other.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        other.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        other.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        other.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return other.getAcceptedIssuers();
    }
}
