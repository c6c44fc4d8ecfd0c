package dev.machineid.core.cluster;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.ClusterAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Makes of a connection to the proxy's web port one on which TLS starts anew, by {@code GET /webapi/connectionupgrade}: what
 * is inside reaches the proxy with the protocol names that a load balancer in front would have taken away.
 *
 * @param proxy whose web port
 * @param trust whom to believe the web certificate
 * @param form how the bytes travel behind the answer
 * @param pings whether the server keeps the connection alive; joins are too short for it
 */
record ConnectionUpgrade(ClusterAddress proxy, X509TrustManager trust, Form form, boolean pings) {
    private static final String PATH = "/webapi/connectionupgrade";
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3

    /** What Teleport versions understand: the newer ones only the first, version 15.0 and older only the second. */
    enum Form {
        WEB_SOCKET,
        OWN
    }

    /** The proxy knows no WebSocket here; the form of its own is left to try. */
    static final class WebSocketUnknown extends IOException {
        private static final long serialVersionUID = 1L;

        WebSocketUnknown(String status) {
            super(status);
        }
    }

    /** @param connected a TCP connection to the proxy's web port, whose reads end in time */
    Tunnel over(Socket connected) throws IOException {
        SSLSocket tls =
                (SSLSocket) context().getSocketFactory().createSocket(connected, proxy.host(), proxy.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String key = Base64.getEncoder().encodeToString(random);
        tls.getOutputStream().write(request(key).getBytes(StandardCharsets.ISO_8859_1));
        HttpHead answer = answer(tls.getInputStream());
        check(answer, key);
        if (form == Form.WEB_SOCKET) {
            return WebSocketFraming.over(tls.getInputStream(), tls.getOutputStream());
        }
        return pings
                ? PingFraming.over(tls.getInputStream(), tls.getOutputStream())
                : new Tunnel(tls.getInputStream(), tls.getOutputStream());
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the runtime offers no TLS", impossible);
        }
    }

    private String protocol() {
        return pings ? "alpn-ping" : "alpn";
    }

    private String request(String key) {
        String common = "GET " + PATH + " HTTP/1.1\r\nHost: " + proxy + "\r\nUser-Agent: machine-id\r\n"
                + "Connection: Upgrade\r\nUpgrade: ";
        return form == Form.WEB_SOCKET
                ? common + "websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key
                        + "\r\nSec-WebSocket-Protocol: " + protocol() + "\r\n\r\n"
                : common + protocol() + "\r\nX-Teleport-Upgrade: " + protocol() + "\r\n\r\n";
    }

    private HttpHead answer(InputStream in) throws IOException {
        try {
            return HttpHead.read(in);
        } catch (SocketTimeoutException late) {
            throw late;
        } catch (IOException noAnswer) {
            throw new ExplainedIOException(refused(String.valueOf(noAnswer.getMessage()), true));
        }
    }

    private void check(HttpHead answer, String key) throws IOException {
        int status = answer.status();
        if (status == 101) {
            boolean good = form == Form.OWN
                    || (answer.header("Sec-WebSocket-Accept").orElse("").equals(accept(key))
                            && answer.header("Sec-WebSocket-Protocol")
                                    .orElse("")
                                    .equals(protocol()));
            if (!good) {
                throw new ExplainedIOException(refused("101 without the agreed WebSocket", false));
            }
            return;
        }
        if (form == Form.WEB_SOCKET && (status == 400 || status == 404 || status == 426 || status == 501)) {
            throw new WebSocketUnknown(answer.statusLine());
        }
        throw new ExplainedIOException(refused(answer.statusLine(), (status >= 500 && status != 501) || status == 429));
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the runtime offers no SHA-1", impossible);
        }
    }

    private MachineIdException refused(String status, boolean mayPass) {
        String what = "something in front of the proxy " + proxy + " ends TLS, and the way around it was refused";
        List<String> details = List.of(
                "asked: GET " + PATH + " (connection upgrade)", "answer: " + SafeText.line(status, ServerWords.SHOWN));
        String advice = "let the load balancer pass WebSocket upgrades of " + PATH
                + " to the proxy, or let it forward TCP without ending TLS; see docs/networks.md";
        return mayPass
                ? new FaultException(ErrorCode.UPGRADE_REFUSED, what, details, advice, null)
                : new DeniedException(ErrorCode.UPGRADE_REFUSED, what, details, advice, null);
    }
}
