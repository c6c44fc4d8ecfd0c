package dev.machineid.core.cluster;

import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whom to believe a web certificate: the authorities of the option {@code ca-file} and no others, else those of the Java
 * runtime with those that the job's variable {@code SSL_CERT_FILE} adds.
 */
public final class WebTrust {
    /** By this variable OpenSSL, Go, Python and curl are told of an intercepting proxy's authority. */
    public static final String VARIABLE = "SSL_CERT_FILE";

    private WebTrust() {}

    /** @throws InvalidRequestException if the file of the option cannot be read */
    public static X509ExtendedTrustManager of(Optional<Path> caFile, Map<String, String> variables) {
        if (caFile.isPresent()) {
            return TrustAnchors.only(read(caFile.get()));
        }
        List<X509Certificate> added = added(variables);
        return added.isEmpty() ? TrustAnchors.system() : TrustAnchors.systemAnd(added);
    }

    /** What the variable adds; an unusable file adds nothing, as with the others that read it. */
    static List<X509Certificate> added(Map<String, String> variables) {
        String file = variables.getOrDefault(VARIABLE, "");
        if (file.isBlank()) {
            return List.of();
        }
        try {
            return TlsCertificates.parse(Files.readAllBytes(Path.of(file)));
        } catch (IOException | InvalidPathException | MachineIdException unusable) {
            return List.of();
        }
    }

    private static List<X509Certificate> read(Path file) {
        try {
            return TlsCertificates.parse(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "the file of the option ca-file cannot be read",
                    List.of("file: " + file),
                    "give a PEM file with the certificate of the authority that issued the proxy's certificate",
                    unreadable);
        }
    }
}
