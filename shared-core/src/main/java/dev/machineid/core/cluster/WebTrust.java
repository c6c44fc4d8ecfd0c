package dev.machineid.core.cluster;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whom to believe a web certificate: the authorities of the option {@code ca-file} and no others, else those of the Java
 * runtime with those that the job's variable {@code SSL_CERT_FILE} adds.
 */
public final class WebTrust {
    /** By this variable OpenSSL, Go, Python and curl are told of an intercepting proxy's authority. */
    public static final String VARIABLE = "SSL_CERT_FILE";

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

    private WebTrust() {}

    /**
     * Whom to believe a web certificate.
     *
     * @throws InvalidRequestException if the file of the option cannot be read
     */
    public static X509ExtendedTrustManager of(Optional<Path> caFile, Map<String, String> variables) {
        if (caFile.isPresent()) {
            return TrustAnchors.only(read(caFile.get()));
        }
        List<X509Certificate> added = added(variables);
        return added.isEmpty() ? TrustAnchors.system() : TrustAnchors.systemAnd(added);
    }

    /** The authorities in the file of the option; none without one. */
    public static List<X509Certificate> authorities(Optional<Path> caFile) {
        return caFile.map(WebTrust::read).orElse(List.of());
    }

    /** What the variable adds; an unusable file adds nothing, as with the others that read it. */
    static List<X509Certificate> added(Map<String, String> variables) {
        String file = variables.getOrDefault(VARIABLE, "");
        if (file.isBlank()) {
            return List.of();
        }
        try {
            return certificates(Path.of(file));
        } catch (IOException | InvalidPathException | CertificateException unusable) {
            return List.of();
        }
    }

    private static List<X509Certificate> read(Path file) {
        try {
            return certificates(file);
        } catch (IOException | CertificateException unreadable) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "the file of the option ca-file cannot be read",
                    List.of("file: " + file),
                    "give a PEM file with the certificate of the authority that issued the proxy's certificate",
                    unreadable);
        }
    }

    /** The certificates of a PEM file; blocks of another kind and what stands between are skipped. */
    private static List<X509Certificate> certificates(Path file) throws IOException, CertificateException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        for (MatchResult block : BLOCK.matcher(text).results().toList()) {
            byte[] pem = block.group().getBytes(StandardCharsets.ISO_8859_1);
            found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(pem)));
        }
        return found;
    }
}
