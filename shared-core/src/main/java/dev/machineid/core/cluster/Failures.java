package dev.machineid.core.cluster;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.ClusterAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Says what a broken call means, by its cause and not by its type: a handshake fails for want of trust or of luck. */
final class Failures {
    private Failures() {}

    /** The explained form of a failed call to {@code address}. */
    static MachineIdException explain(IOException failure, ClusterAddress address) {
        ExplainedIOException refused = find(failure, ExplainedIOException.class);
        if (refused != null) {
            return refused.explained();
        }
        AwaitedTrust.Stranger stranger = find(failure, AwaitedTrust.Stranger.class);
        if (stranger != null) {
            return endedOnTheWay(stranger, address, failure);
        }
        if (find(failure, SSLPeerUnverifiedException.class) != null) {
            return denied(
                    ErrorCode.WRONG_HOST_NAME,
                    "the certificate of " + address + " is for another host",
                    "use the name that stands in the certificate as the proxy address",
                    failure);
        }
        if (find(failure, CertificateException.class) != null || untrusted(failure)) {
            return untrusted(failure, address);
        }
        UnknownHostException unknown = find(failure, UnknownHostException.class);
        if (unknown != null) {
            boolean ours = address.host().equals(unknown.getMessage());
            return fault(
                    ErrorCode.UNKNOWN_HOST,
                    "the host name " + (ours ? address.host() : unknown.getMessage()) + " is not known",
                    "check the spelling of " + (ours ? "the proxy address" : "the variable HTTPS_PROXY")
                            + " and the name servers of this machine",
                    failure);
        }
        if (failure instanceof InterruptedIOException) {
            return fault(
                    ErrorCode.TIMED_OUT,
                    address + " did not answer in time",
                    "check that the address can be reached from this job, or raise the option timeout",
                    failure);
        }
        if (find(failure, ConnectException.class) != null || find(failure, NoRouteToHostException.class) != null) {
            return fault(
                    ErrorCode.CANNOT_CONNECT,
                    "no connection to " + address,
                    "check host and port of the proxy address, and whether a firewall or HTTPS_PROXY stands in between",
                    failure);
        }
        if (noApplicationProtocol(failure)) {
            return notRouted(address, failure);
        }
        return fault(
                ErrorCode.CONNECTION_LOST,
                "the connection to " + address + " broke",
                "try again; if it stays, look for a proxy or firewall that closes connections",
                failure);
    }

    /** The server does not know what to do with the protocol name that was offered. */
    static FaultException notRouted(ClusterAddress address, @Nullable IOException cause) {
        return new FaultException(
                ErrorCode.TLS_ROUTING_UNAVAILABLE,
                address + " does not route this connection to the cluster",
                cause == null ? List.of() : words(cause),
                "check that TLS routing is on and that no load balancer ends TLS in front of the proxy",
                cause);
    }

    /** Whether the server's TLS stack refused every protocol name that was offered. */
    static boolean noApplicationProtocol(IOException failure) {
        SSLException tls = find(failure, SSLException.class);
        return tls != null && String.valueOf(tls.getMessage()).contains("no_application_protocol");
    }

    private static DeniedException endedOnTheWay(
            AwaitedTrust.Stranger stranger, ClusterAddress address, IOException cause) {
        return new DeniedException(
                ErrorCode.TLS_ENDED_ON_THE_WAY,
                "the connection to " + address + " does not reach the cluster: something on the way ends TLS",
                List.of(issuer(stranger.issuer())),
                "behind a load balancer or an intercepting proxy set the option tls-upgrade to auto or always; where TLS"
                        + " routing is off, or the address is another server's, correct the address",
                cause);
    }

    private static boolean untrusted(IOException failure) {
        SSLException tls = find(failure, SSLException.class);
        return tls != null
                && String.valueOf(tls.getMessage()).toLowerCase(Locale.ROOT).contains("certification path");
    }

    private static MachineIdException untrusted(IOException failure, ClusterAddress address) {
        if (find(failure, CertificateExpiredException.class) != null
                || find(failure, CertificateNotYetValidException.class) != null) {
            List<String> details = new ArrayList<>(words(failure));
            bounds(failure).ifPresent(details::add);
            return new DeniedException(
                    ErrorCode.UNTRUSTED_CERTIFICATE,
                    "the certificate of " + address + " is outside of its validity",
                    details,
                    "renew the server's certificate, or mend this machine's clock (compare date -u with the true time)",
                    failure);
        }
        return denied(
                ErrorCode.UNTRUSTED_CERTIFICATE,
                "the certificate of " + address + " is not issued by an authority that is trusted here",
                "if the cluster, or a proxy of yours that opens TLS, uses a private authority, give its PEM file in the"
                        + " option ca-file or the variable SSL_CERT_FILE",
                failure);
    }

    /** What the certificate says of its time: {@code NotAfter: Sun Nov 22 12:00:00 UTC 2026}. */
    private static Optional<String> bounds(IOException failure) {
        CertificateException ended = find(failure, CertificateExpiredException.class);
        CertificateException outside = ended == null ? find(failure, CertificateNotYetValidException.class) : ended;
        return Optional.ofNullable(outside)
                .flatMap(said -> Optional.ofNullable(said.getMessage()))
                .map(said -> "the certificate says: " + SafeText.line(said, ServerWords.SHOWN));
    }

    private static DeniedException denied(ErrorCode code, String what, String advice, IOException cause) {
        return new DeniedException(code, what, words(cause), advice, cause);
    }

    private static FaultException fault(ErrorCode code, String what, String advice, IOException cause) {
        return new FaultException(code, what, words(cause), advice, cause);
    }

    private static List<String> words(IOException cause) {
        String message = cause.getMessage();
        String words = "cause: "
                + SafeText.line(message == null ? cause.getClass().getSimpleName() : message, ServerWords.SHOWN);
        NamingTrust.Untrusted untrusted = find(cause, NamingTrust.Untrusted.class);
        return untrusted == null ? List.of(words) : List.of(words, issuer(untrusted.issuer()));
    }

    private static String issuer(String name) {
        return "issuer of the certificate shown: " + SafeText.line(name, ServerWords.SHOWN);
    }

    static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable current = failure;
        for (int depth = 0; current != null && depth < 20; depth++) {
            if (type.isInstance(current)) {
                return type.cast(current);
            }
            for (Throwable suppressed : current.getSuppressed()) {
                if (type.isInstance(suppressed)) {
                    return type.cast(suppressed);
                }
            }
            current = current.getCause();
        }
        return null;
    }
}
