package dev.machineid.lab;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.machineid.lab.TestTls.Identity;
import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.authority.SshKeys;
import dev.machineid.lab.tls.Splice;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ClientCalls;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client of the lab made of JSSE, plain HTTP/1.1 by hand, and a stock gRPC channel behind a TLS pipe. */
public final class TestClient implements Closeable {
    private static final Executor THREADS = work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    };

    private final LabCluster cluster;
    private final List<Closeable> open = new ArrayList<>();
    public final KeyPair key = Authority.newKey();

    public TestClient(LabCluster cluster) {
        this.cluster = cluster;
    }

    /** An HTTP answer. */
    public record Answer(int status, String head, String body) {
        public String error() {
            Map<?, ?> error = (Map<?, ?>) java.util.Objects.requireNonNull(json().get("error"));
            return String.valueOf(error.get("message"));
        }

        public Map<String, Object> json() {
            try {
                return JSONObjectUtils.parse(body);
            } catch (java.text.ParseException notJson) {
                throw new AssertionError(body, notJson);
            }
        }

        /** A base64 field, decoded. */
        public byte[] bytes(String field) {
            return Base64.getDecoder().decode(String.valueOf(json().get(field)));
        }
    }

    public SSLSocket web(String... alpn) throws Exception {
        return TestTls.connect(cluster.port(), TestTls.certificate(cluster.webCaPem()), "localhost", null, alpn);
    }

    public SSLSocket auth(@Nullable Identity identity, String... alpn) throws Exception {
        return TestTls.connect(
                cluster.port(), cluster.root().host().certificate(), "teleport.cluster.local", identity, alpn);
    }

    /** A connection to the auth server's own port. */
    public SSLSocket direct(@Nullable Identity identity, String... alpn) throws Exception {
        return TestTls.connect(
                cluster.authPort(), cluster.root().host().certificate(), "teleport.cluster.local", identity, alpn);
    }

    public static String authName(String clusterName) {
        return "teleport-auth@"
                + java.util.HexFormat.of().formatHex(clusterName.getBytes(StandardCharsets.UTF_8))
                + ".teleport.cluster.local";
    }

    public Answer get(String path) throws Exception {
        return http(web("http/1.1"), "GET", path, "");
    }

    public Answer post(String path, Map<String, ?> body) throws Exception {
        return http(web("http/1.1"), "POST", path, JSONObjectUtils.toJSONString(body));
    }

    public static Answer http(SSLSocket socket, String method, String path, String body) throws IOException {
        return http(socket, method, path, body, "application/json");
    }

    static Answer http(SSLSocket socket, String method, String path, String body, String type) throws IOException {
        try (socket) {
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: " + type + "\r\nContent-Length: "
                    + content.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(content);
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int split = all.indexOf("\r\n\r\n");
            return new Answer(
                    Integer.parseInt(all.substring(9, 12)), all.substring(0, split), all.substring(split + 4));
        }
    }

    /** The body of an older join with this client's key. */
    public Map<String, Object> joinBody(String token, String idToken, @Nullable Instant expires) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("hostID", "");
        body.put("role", "Bot");
        body.put("token", token);
        body.put("id_token", idToken);
        body.put("public_ssh_key", base64(SshKeys.line(key.getPublic())));
        body.put("public_tls_key", base64(publicPem()));
        if (expires != null) {
            body.put("expires", expires.toString());
        }
        return body;
    }

    public String publicPem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public Answer join(String token, String idToken) throws Exception {
        return post(
                "/v1/webapi/host/credentials",
                joinBody(token, idToken, Instant.now().plusSeconds(3600)));
    }

    /** The bot's identity of a successful join. */
    public Identity identity(Answer joined) throws GeneralSecurityException {
        if (joined.status() != 200) {
            throw new AssertionError("join refused: " + joined);
        }
        return identity(TestTls.certificate(joined.bytes("tls")));
    }

    public Identity identity(X509Certificate certificate) {
        return new Identity(key.getPrivate(), List.of(certificate));
    }

    /** A gRPC channel whose every connection is a new TLS connection made by the opener. */
    public ManagedChannel channel(Opener opener) throws IOException {
        ServerSocket pipe = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        open.add(pipe);
        THREADS.execute(() -> {
            while (!pipe.isClosed()) {
                try {
                    Socket plain = pipe.accept();
                    plain.setTcpNoDelay(true);
                    THREADS.execute(() -> {
                        try (plain;
                                SSLSocket tls = opener.open()) {
                            tls.setSoTimeout(0);
                            Splice.both(plain, tls, THREADS);
                        } catch (Exception refused) {
                            // the channel sees a closed connection
                        }
                    });
                } catch (IOException closed) {
                    return;
                }
            }
        });
        ManagedChannel channel = OkHttpChannelBuilder.forAddress("127.0.0.1", pipe.getLocalPort())
                .usePlaintext()
                .overrideAuthority("teleport.cluster.local")
                .build();
        open.add(channel::shutdownNow);
        return channel;
    }

    public ManagedChannel joinChannel() throws IOException {
        return channel(() -> web("teleport-proxy-grpc", "h2"));
    }

    public ManagedChannel authChannel(@Nullable Identity identity) throws IOException {
        return channel(() -> auth(identity, authName(cluster.root().cluster()), "h2"));
    }

    /** Opens one TLS connection. */
    public interface Opener {
        SSLSocket open() throws Exception;
    }

    /** Calls a unary method. */
    public static <Q extends com.google.protobuf.MessageLite, R extends com.google.protobuf.MessageLite> R call(
            io.grpc.Channel channel, String method, Q request, R answer) {
        return ClientCalls.blockingUnaryCall(
                channel,
                method(method, MethodDescriptor.MethodType.UNARY, request, answer),
                CallOptions.DEFAULT.withDeadlineAfter(10, java.util.concurrent.TimeUnit.SECONDS),
                request);
    }

    @SuppressWarnings("unchecked")
    public static <Q extends com.google.protobuf.MessageLite, R extends com.google.protobuf.MessageLite>
            MethodDescriptor<Q, R> method(String name, MethodDescriptor.MethodType type, Q request, R answer) {
        return MethodDescriptor.<Q, R>newBuilder()
                .setType(type)
                .setFullMethodName(name)
                .setRequestMarshaller(ProtoLiteUtils.marshaller((Q) request.getDefaultInstanceForType()))
                .setResponseMarshaller(ProtoLiteUtils.marshaller((R) answer.getDefaultInstanceForType()))
                .build();
    }

    @Override
    public void close() throws IOException {
        for (Closeable thing : open) {
            thing.close();
        }
    }
}
