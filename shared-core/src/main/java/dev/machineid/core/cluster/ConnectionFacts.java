package dev.machineid.core.cluster;

import dev.machineid.core.report.SafeText;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okhttp3.Connection;
import org.jspecify.annotations.Nullable;

/**
 * How a verified TLS connection was made.
 *
 * @param version of TLS, {@code TLSv1.3}
 * @param protocol what was spoken on it, {@code h2} or {@code http/1.1}
 * @param subject of the server's certificate, escaped
 * @param issuer of the server's certificate, escaped; behind an intercepting proxy it is that one's authority
 * @param expires when the server's certificate ends
 */
public record ConnectionFacts(String version, String protocol, String subject, String issuer, Instant expires) {
    private static final int SHOWN = 200;

    /** Nothing where there is no TLS, or nobody on its other side said who he is. */
    static Optional<ConnectionFacts> of(@Nullable Connection connection) {
        if (connection == null || !(connection.socket() instanceof SSLSocket socket)) {
            return Optional.empty();
        }
        try {
            SSLSession session = socket.getSession();
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(new ConnectionFacts(
                            session.getProtocol(),
                            connection.protocol().toString(),
                            SafeText.line(certificate.getSubjectX500Principal().getName(), SHOWN),
                            SafeText.line(certificate.getIssuerX500Principal().getName(), SHOWN),
                            certificate.getNotAfter().toInstant()))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException nobody) {
            return Optional.empty();
        }
    }
}
