package dev.machineid.core.cluster;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * One two-way gRPC stream. One thread may send while another receives.
 *
 * @param <Q> what is sent
 * @param <R> what is received
 */
public final class GrpcStream<Q extends MessageLite, R> implements AutoCloseable {
    private final Call call;
    private final BufferedSink sink;
    private final CompletableFuture<Response> response;
    private final Parser<R> parser;

    private GrpcStream(Call call, BufferedSink sink, CompletableFuture<Response> response, Parser<R> parser) {
        this.call = call;
        this.sink = sink;
        this.response = response;
        this.parser = parser;
    }

    static <Q extends MessageLite, R> GrpcStream<Q, R> open(
            Function<RequestBody, Call> calls, @Nullable Q firstMessage, Parser<R> parser, Deadline deadline)
            throws IOException {
        CompletableFuture<BufferedSink> opened = new CompletableFuture<>();
        CompletableFuture<Response> response = new CompletableFuture<>();
        Call call = calls.apply(new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                return null; // stands in the request's headers
            }

            @Override
            public boolean isDuplex() {
                return true;
            }

            @Override
            public boolean isOneShot() {
                return true; // or the HTTP client repeats it on a 503 with Retry-After: 0
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                if (firstMessage != null) {
                    GrpcFraming.write(sink, firstMessage);
                }
                opened.complete(sink);
            }
        });
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException failure) {
                opened.completeExceptionally(failure);
                response.completeExceptionally(failure);
            }

            @Override
            public void onResponse(Call answered, Response answer) {
                response.complete(answer);
                // A server that answers before it reads ends the sending half; what it said is found by receive().
                opened.complete(Okio.buffer(Okio.blackhole()));
            }
        });
        try {
            return new GrpcStream<>(
                    call,
                    await(opened.orTimeout(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS)),
                    response,
                    parser);
        } catch (IOException failed) {
            call.cancel();
            throw failed;
        }
    }

    /** Sends one message now; fails where the sending half has ended. */
    public void send(Q message) throws IOException {
        if (!sink.isOpen()) {
            throw new IOException("nothing more can be sent on this stream");
        }
        GrpcFraming.write(sink, message);
    }

    /** The next message, or null when the server ended the stream well; another end is thrown with its status. */
    public @Nullable R receive() throws IOException {
        Response answer = await(response);
        GrpcFraming.requireGrpc(answer);
        R message = GrpcFraming.read(answer.body().source(), parser);
        if (message == null) {
            GrpcFraming.checkStatus(answer);
        }
        return message;
    }

    /**
     * The same, within the login's deadline: the HTTP client's own limits on a call end with the answer's head, and none
     * holds while more may be sent, so that a server that stalls would be waited for without end.
     */
    public @Nullable R receive(Deadline deadline) throws IOException {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        var unused = answered.orTimeout(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> {
                    call.cancel();
                    return null;
                });
        try {
            return receive();
        } catch (IOException failed) {
            if (answered.isCompletedExceptionally()) {
                throw (IOException) new InterruptedIOException("no message in time").initCause(failed);
            }
            throw failed;
        } finally {
            answered.complete(null);
        }
    }

    /** Says that nothing more will be sent. */
    public void endSending() throws IOException {
        sink.close();
    }

    /** Ends the stream for whoever sends or receives on it, from any thread. */
    public void cancel() {
        call.cancel();
    }

    /** Ends it and lets go of its place on the connection; when nobody sends or receives any more. */
    @Override
    public void close() {
        call.cancel();
        try {
            sink.close();
        } catch (IOException cancelled) {
            // as it should be; a sink that stays open keeps the connection in use for ever
        }
        var unused = response.thenAccept(Response::close);
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TimeoutException) {
                throw new InterruptedIOException("the stream was not opened in time");
            }
            if (failed.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException("the call failed", failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the server");
        }
    }
}
