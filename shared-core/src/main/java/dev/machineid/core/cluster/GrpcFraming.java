package dev.machineid.core.cluster;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.Headers;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** gRPC's length-prefixed messages and its status, as HTTP/2 carries them (gRPC over HTTP/2, PROTOCOL-HTTP2.md). */
final class GrpcFraming {
    static final String CONTENT_TYPE = "application/grpc+proto";

    /** No answer read here comes near it; certificate authorities of a cluster with many leaves are some 100 kB. */
    static final int MAX_MESSAGE = 4 * 1024 * 1024;

    private static final int OK = 0;
    private static final int UNKNOWN = 2;
    private static final int UNIMPLEMENTED = 12;
    private static final int UNAVAILABLE = 14;

    private GrpcFraming() {}

    static void write(BufferedSink sink, MessageLite message) throws IOException {
        byte[] bytes = message.toByteArray();
        sink.writeByte(0).writeInt(bytes.length).write(bytes);
        sink.flush();
    }

    /** The next message, or null at the stream's end; then {@link #checkStatus} tells whether it was a good one. */
    static <T> @Nullable T read(BufferedSource source, Parser<T> parser) throws IOException {
        if (source.exhausted()) {
            return null;
        }
        int compressed = source.readByte();
        int length = source.readInt();
        if (compressed != 0 || length < 0 || length > MAX_MESSAGE) {
            throw new IOException("the server sent a message this program does not read: flag " + compressed + ", "
                    + Integer.toUnsignedString(length) + " bytes");
        }
        return parser.parseFrom(source.readByteArray(length));
    }

    /** Fails with the status of an answer whose body has been read to its end. */
    static void checkStatus(Response response) throws IOException {
        requireGrpc(response);
        Headers carrier = response.header("grpc-status") != null ? response.headers() : response.trailers();
        String status = carrier.get("grpc-status");
        if (status == null) {
            throw new IOException("the stream ended without a gRPC status");
        }
        int code;
        try {
            code = Integer.parseInt(status.trim());
        } catch (NumberFormatException hostile) {
            code = UNKNOWN;
        }
        if (code != OK) {
            String message = carrier.get("grpc-message");
            throw new GrpcStatusException(code, message == null ? "" : percentDecode(message));
        }
    }

    /** Fails where something else than gRPC answered, before any of its body is taken for a message. */
    static void requireGrpc(Response response) throws GrpcStatusException {
        String type = response.header("content-type", "");
        if (response.code() != 200 || type == null || !type.startsWith("application/grpc")) {
            int status = response.code() == 404 ? UNIMPLEMENTED : response.code() >= 500 ? UNAVAILABLE : UNKNOWN;
            throw new GrpcStatusException(status, "HTTP status " + response.code() + " where gRPC was expected");
        }
    }

    static String percentDecode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (bytes[i] == '%' && high >= 0 && low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
