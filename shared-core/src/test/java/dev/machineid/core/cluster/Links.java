package dev.machineid.core.cluster;

import dev.machineid.core.request.ClusterAddress;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.X509ExtendedTrustManager;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;

/** Clients and plaintext servers for the tests of this package. */
public final class Links {
    /** 127.0.0.1, where the servers of these tests listen. */
    public static final InetAddress HERE = address(127, 0, 0, 1);

    /** 127.0.0.9, where nobody listens. */
    public static final InetAddress NOBODY = address(127, 0, 0, 9);

    /** {@code ::1}. */
    public static final InetAddress SIX = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    public static final Dns LOOPBACK = host -> List.of(HERE);

    private static InetAddress address(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Links() {}

    public static Network network(Duration allowed) {
        return network(allowed, Map.of(), LOOPBACK);
    }

    public static Network network(Duration allowed, Map<String, String> variables, Dns names) {
        return new Network(variables, Deadline.after(allowed, Clock.systemUTC()), names);
    }

    public static X509ExtendedTrustManager trust(X509Certificate... authorities) {
        return TrustAnchors.only(
                authorities.length == 0 ? List.of(TlsFront.AUTHORITY.certificate()) : List.of(authorities));
    }

    public static ClusterAddress at(int port) {
        return new ClusterAddress("localhost", port);
    }

    public static MockWebServer server(Protocol protocol) throws java.io.IOException {
        MockWebServer server = new MockWebServer();
        server.setProtocols(List.of(protocol));
        server.start(HERE, 0);
        return server;
    }

    /** A gRPC answer with one message of these bytes. */
    public static MockResponse answer(byte... message) {
        return ended(new Buffer().writeByte(0).writeInt(message.length).write(message), 0, "");
    }

    public static MockResponse ended(Buffer body, int status, String words) {
        return new MockResponse.Builder()
                .setHeader("content-type", "application/grpc")
                .body(body)
                .trailers(Headers.of("grpc-status", String.valueOf(status), "grpc-message", words))
                .build();
    }

    /** An answer whose head is its end. */
    public static MockResponse refusal(int status, String words) {
        return new MockResponse.Builder()
                .setHeader("content-type", "application/grpc")
                .setHeader("grpc-status", status)
                .setHeader("grpc-message", words)
                .build();
    }

    public static MockResponse json(String text) {
        return new MockResponse.Builder()
                .setHeader("content-type", "application/json")
                .body(text)
                .build();
    }
}
