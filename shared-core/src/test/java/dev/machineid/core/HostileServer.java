package dev.machineid.core;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A server on loopback that answers each path as it is told, and counts how often it is asked. */
final class HostileServer implements AutoCloseable {
    private final MockWebServer server = new MockWebServer();
    private final Map<String, Supplier<MockResponse>> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private volatile boolean early;

    /** Returns the authority of its certificate, PEM. */
    String start() throws IOException {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .addSubjectAlternativeName("teleport.cluster.local")
                .build();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.setDispatcher(new Dispatcher() {
            // Otherwise it would wait for the end of a stream that goes both ways.
            @Override
            public MockResponse peek() {
                return early
                        ? new MockResponse.Builder().socketHandler(socket -> {}).build()
                        : super.peek();
            }

            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = request.getUrl().encodedPath();
                asked.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
                return answers.getOrDefault(path, () -> answer(404, "{}")).get();
            }
        });
        server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
        return certificate.certificatePem();
    }

    int port() {
        return server.getPort();
    }

    /** From now on the path is answered so, each time anew. */
    void answers(String path, Supplier<MockResponse> answer) {
        answers.put(path, answer);
    }

    /** From now on streams are answered before they end. */
    void answerEarly() {
        early = true;
    }

    int asked(String path) {
        AtomicInteger count = asked.get(path);
        return count == null ? 0 : count.get();
    }

    static MockResponse answer(int status, String body, String... headers) {
        MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
        for (int i = 0; i < headers.length; i += 2) {
            response.addHeader(headers[i], headers[i + 1]);
        }
        return response.build();
    }

    static MockResponse find(String version) {
        return answer(
                200,
                "{\"cluster_name\":\"root\",\"server_version\":\"" + version
                        + "\",\"proxy\":{\"tls_routing_enabled\":true}}");
    }

    @Override
    public void close() {
        server.close();
    }
}
