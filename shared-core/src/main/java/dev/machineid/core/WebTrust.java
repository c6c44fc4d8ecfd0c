package dev.machineid.core;

import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/** Who may vouch for the proxy's web certificate. */
final class WebTrust {
    private WebTrust() {}

    /** The authorities in the file of the option {@code ca-file}, else the system's. */
    static X509ExtendedTrustManager of(Optional<Path> file) {
        return file.isEmpty() ? TrustAnchors.system() : TrustAnchors.only(authorities(file));
    }

    /** The authorities in the file; none without one. */
    static List<X509Certificate> authorities(Optional<Path> file) {
        if (file.isEmpty()) {
            return List.of();
        }
        try {
            return TlsCertificates.parse(Files.readAllBytes(file.get()));
        } catch (IOException unreadable) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "the file of the option ca-file cannot be read",
                    List.of("file: " + file.get()),
                    "give a PEM file with the certificate of the authority that issued the proxy's certificate",
                    unreadable);
        }
    }
}
