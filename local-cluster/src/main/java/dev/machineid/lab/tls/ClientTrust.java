package dev.machineid.lab.tls;

import dev.machineid.lab.authority.ClusterAuthorities;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** Accepts client certificates signed directly by the cluster's user authority and valid by the lab's clock; no others. */
final class ClientTrust implements X509TrustManager {
    private final ClusterAuthorities authorities;

    ClientTrust(ClusterAuthorities authorities) {
        this.authorities = authorities;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (authorities.peer(chain[0]).isEmpty()) {
            throw new CertificateException("not a valid certificate of this cluster's user authority");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is never a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[] {authorities.user().certificate()};
    }
}
