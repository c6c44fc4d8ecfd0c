package dev.machineid.core.cluster;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts nobody. It stands where OkHttp asks for the authorities once more, to pin certificates, which is not done here:
 * the index that it builds of them costs each connection some milliseconds.
 *
 * <p>Whom a connection trusts is decided in its {@code SSLContext}.
 */
final class NoAuthorities implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("nobody is trusted here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("nobody is trusted here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
