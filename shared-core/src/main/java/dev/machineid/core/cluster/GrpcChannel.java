package dev.machineid.core.cluster;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.ConnectionUpgrades;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * gRPC calls over one HTTP/2 connection.
 *
 * <p>OkHttp would open a connection for each of several calls started together; here the first call takes the connection
 * and the others start the moment it stands, so that they all travel in one flight.
 */
public final class GrpcChannel {
    private static final int MOST_WAITING = 4096;
    private static final int MOST_MESSAGES = 1000;

    private final ClusterAddress address;
    private final HttpUrl base;
    private final Deadline deadline;
    private final RoutedClient routed;
    private final AtomicBoolean first = new AtomicBoolean(true);
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> standing = new CompletableFuture<>();
    private final ReentrantLock opening = new ReentrantLock();

    GrpcChannel(Network network, Network.Link link, String authority) {
        this(
                network,
                link,
                authority,
                new Passage(link.address(), null, ConnectionUpgrades.NEVER),
                false,
                Duration.ZERO);
    }

    /**
     * @param pings whether an upgraded connection is kept alive by the server
     * @param watch how often a connection that is used is asked whether it still stands; zero for never
     */
    GrpcChannel(Network network, Network.Link link, String authority, Passage passage, boolean pings, Duration watch) {
        this.address = link.address();
        this.base = new HttpUrl.Builder()
                .scheme("https")
                .host(authority)
                .port(link.address().port())
                .build();
        this.deadline = network.deadline();
        this.routed = new RoutedClient(
                network,
                link,
                passage,
                pings,
                new EventListener() {
                    @Override
                    public void connectionAcquired(Call call, Connection connection) {
                        standing.complete(null);
                        connected.complete(null);
                    }
                },
                client -> watch.isZero() ? client : watched(client, watch));
    }

    private static OkHttpClient watched(OkHttpClient common, Duration watch) {
        // Counted are calls that wait for the head of their answer, which for a session is the way to its node.
        common.dispatcher().setMaxRequests(MOST_WAITING);
        common.dispatcher().setMaxRequestsPerHost(MOST_WAITING);
        return common.newBuilder().pingInterval(watch).build();
    }

    public ClusterAddress address() {
        return address;
    }

    /** Completes when the first connection stands; never, if none comes about. */
    public CompletableFuture<Void> standing() {
        return standing;
    }

    /** When everything asked here must be answered. */
    public Deadline deadline() {
        return deadline;
    }

    /** One question, one answer. The future fails with the raw {@link IOException}; {@link #explain} says what it means. */
    public <T> CompletableFuture<T> unary(String path, MessageLite question, Parser<T> parser) {
        return asked(path, question, response -> single(response, parser));
    }

    /** One question, an answer of many messages, of which there may be a thousand; it fails as the other does. */
    public <T> CompletableFuture<List<T>> list(String path, MessageLite question, Parser<T> parser) {
        return asked(path, question, response -> all(response, parser));
    }

    private <T> CompletableFuture<T> asked(String path, MessageLite question, Reading<T> reading) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        RequestBody body = new RequestBody() {
            @Override
            public okhttp3.@Nullable MediaType contentType() {
                return null; // stands in the request's headers
            }

            @Override
            public void writeTo(okio.BufferedSink sink) throws IOException {
                GrpcFraming.write(sink, question);
            }
        };
        Runnable start = () -> {
            try {
                ask(path, body, reading, answer);
            } catch (RuntimeException unexpected) { // who waits for the answer has to hear of it
                answer.completeExceptionally(unexpected);
            }
        };
        if (first.getAndSet(false)) {
            start.run();
        } else {
            var unused = connected.thenRun(start);
        }
        return answer;
    }

    private <T> void ask(String path, RequestBody body, Reading<T> reading, CompletableFuture<T> answer) {
        RoutedClient.Made made = routed.get();
        bounded(made, path, body).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException failure) {
                if (routed.again(failure, made)) {
                    ask(path, body, reading, answer);
                } else {
                    answer.completeExceptionally(failure);
                    connected.complete(null);
                }
            }

            @Override
            public void onResponse(Call call, Response response) {
                try (response) {
                    answer.complete(reading.of(response));
                } catch (IOException | RuntimeException failure) {
                    answer.completeExceptionally(failure);
                }
            }
        });
    }

    private static <T> T single(Response response, Parser<T> parser) throws IOException {
        GrpcFraming.requireGrpc(response);
        T message = GrpcFraming.read(response.body().source(), parser);
        if (message != null && GrpcFraming.read(response.body().source(), parser) != null) {
            throw new IOException("the server answered twice");
        }
        GrpcFraming.checkStatus(response);
        if (message == null) {
            throw new IOException("the server said OK without an answer");
        }
        return message;
    }

    private static <T> List<T> all(Response response, Parser<T> parser) throws IOException {
        GrpcFraming.requireGrpc(response);
        List<T> messages = new ArrayList<>();
        T message = GrpcFraming.read(response.body().source(), parser);
        while (message != null) {
            if (messages.size() == MOST_MESSAGES) {
                throw new IOException("the server's answer does not end");
            }
            messages.add(message);
            message = GrpcFraming.read(response.body().source(), parser);
        }
        GrpcFraming.checkStatus(response);
        return messages;
    }

    /** What an answer holds. */
    private interface Reading<T> {
        T of(Response response) throws IOException;
    }

    /** Opens a two-way stream whose first message travels with the request. */
    public <Q extends MessageLite, R> GrpcStream<Q, R> open(String path, Q firstMessage, Parser<R> parser)
            throws IOException {
        return open(path, firstMessage, parser, true, deadline);
    }

    /** The same for a stream that carries a session: the deadline ends only its opening. */
    public <Q extends MessageLite, R> GrpcStream<Q, R> openSession(String path, Q firstMessage, Parser<R> parser)
            throws IOException {
        return openSession(path, firstMessage, parser, deadline);
    }

    /**
     * The same with another limit for its opening. Of several sessions opened together one makes the connection, the others
     * wait for it; waiting for each other costs them nothing where it stands.
     */
    public <Q extends MessageLite, R> GrpcStream<Q, R> openSession(
            String path, Q firstMessage, Parser<R> parser, Deadline limit) throws IOException {
        first.set(false);
        try {
            if (!opening.tryLock(limit.remaining().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedIOException("other sessions wait for the connection too");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the connection");
        }
        try {
            return open(path, firstMessage, parser, false, limit);
        } finally {
            opening.unlock();
        }
    }

    /** Opens a two-way stream in which the server speaks first. */
    public <Q extends MessageLite, R> GrpcStream<Q, R> openSilent(String path, Parser<R> parser) throws IOException {
        return open(path, null, parser, true, deadline);
    }

    private <Q extends MessageLite, R> GrpcStream<Q, R> open(
            String path, @Nullable Q firstMessage, Parser<R> parser, boolean bounded, Deadline limit)
            throws IOException {
        first.set(false);
        while (true) {
            RoutedClient.Made made = routed.get();
            try {
                return GrpcStream.open(
                        body -> bounded ? bounded(made, path, body) : call(made, path, body),
                        firstMessage,
                        parser,
                        limit);
            } catch (IOException failure) {
                if (!routed.again(failure, made)) {
                    connected.complete(null);
                    throw failure;
                }
            }
        }
    }

    private Call bounded(RoutedClient.Made made, String path, RequestBody body) {
        Call call = call(made, path, body);
        call.timeout().timeout(Math.max(1, deadline.remaining().toMillis()), TimeUnit.MILLISECONDS);
        return call;
    }

    private Call call(RoutedClient.Made made, String path, RequestBody body) {
        HttpUrl url = base.newBuilder().addPathSegments(path.substring(1)).build();
        return made.client()
                .newCall(new Request.Builder()
                        .url(url)
                        .header("content-type", GrpcFraming.CONTENT_TYPE)
                        .header("te", "trailers")
                        .header("user-agent", "machine-id")
                        .post(body)
                        .build());
    }

    /** What a failed call means to the user, where the server's words do not matter; the next call gets a new connection. */
    public dev.machineid.core.report.MachineIdException explain(IOException failure) {
        // A connection whose end nobody has read yet counts as good, and would be taken for every further attempt.
        routed.evict();
        return Failures.explain(failure, address);
    }

    /** Closes the connection. */
    public void close() {
        routed.evict();
    }
}
