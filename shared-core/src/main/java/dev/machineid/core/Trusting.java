package dev.machineid.core;

import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.MachineIdRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;

/** Whom a request trusts for the proxy's certificate: the system's authorities, or those of its own file alone. */
final class Trusting {
    private Trusting() {}

    static X509TrustManager of(MachineIdRequest request) {
        Optional<Path> file = request.trust().caFile();
        if (file.isEmpty()) {
            return TrustAnchors.system();
        }
        try {
            return TrustAnchors.only(TlsCertificates.parse(Files.readAllBytes(file.get())));
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
