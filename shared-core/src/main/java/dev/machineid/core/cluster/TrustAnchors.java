package dev.machineid.core.cluster;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a TLS connection trusts. There is no way to trust everybody. */
public final class TrustAnchors {
    private TrustAnchors() {}

    /** The authorities the Java runtime knows. */
    public static X509ExtendedTrustManager system() {
        return manager(null);
    }

    /** The authorities the Java runtime knows, and these. */
    public static X509ExtendedTrustManager systemAnd(Collection<X509Certificate> more) {
        List<X509Certificate> authorities = new ArrayList<>(List.of(system().getAcceptedIssuers()));
        authorities.addAll(more);
        return only(authorities);
    }

    /** These authorities and no others. */
    public static X509ExtendedTrustManager only(Collection<X509Certificate> authorities) {
        if (authorities.isEmpty()) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "there is no certificate of an authority to trust",
                    "give a PEM file with at least one CERTIFICATE block");
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            return manager(store);
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("the runtime cannot hold certificates in memory", impossible);
        }
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return found;
                }
            }
            throw new IllegalStateException("the runtime offers no X.509 trust manager");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the runtime offers no PKIX validation", impossible);
        }
    }
}
