package dev.machineid.action.toolkit;

import dev.machineid.core.platform.IdTokenHttp;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Requests to the runner's id token service and to nobody else, at most 15 s and 64 KiB each, through an HTTP proxy where
 * the toolkit names one.
 */
final class TokenHttp implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int LARGEST = 64 * 1024;

    private final OkHttpClient base = new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .callTimeout(LIMIT)
            .connectTimeout(Duration.ofSeconds(10))
            .readTimeout(LIMIT)
            .build();

    private final Optional<HttpUrl> service;
    private volatile Optional<IdTokenHttp.Reply> last = Optional.empty();
    private volatile Optional<IOException> failure = Optional.empty();

    /** @param variables name the service, {@code ACTIONS_ID_TOKEN_REQUEST_URL} */
    TokenHttp(StepVariables variables) {
        this.service = variables
                .find("ACTIONS_ID_TOKEN_REQUEST_URL")
                .map(String::strip)
                .map(HttpUrl::parse);
    }

    /** An HTTP proxy; {@code auth} is {@code user:password} or empty. */
    record Through(String host, int port, String auth) {
        Proxy proxy() {
            return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
        }

        @Override
        public String toString() {
            return host + ":" + port; // the password stays inside
        }
    }

    /** What a request came to; exactly one of the two methods is called, on a thread of the client. */
    interface Listener {
        void reply(int status, Map<String, String> headers, String body);

        void failed(String why);
    }

    /** Forgets how earlier requests ended. */
    void reset() {
        last = Optional.empty();
        failure = Optional.empty();
    }

    /** The reply to the last request, if it got one. */
    Optional<IdTokenHttp.Reply> last() {
        return last;
    }

    /** Why the last request got no reply, if it did not. */
    Optional<IOException> failure() {
        return failure;
    }

    void send(
            String method,
            String url,
            Map<String, String> headers,
            String body,
            Optional<Through> through,
            Listener listener) {
        HttpUrl target = HttpUrl.parse(url);
        if (target == null || service.isEmpty() || !sameOrigin(service.get(), target)) {
            listener.failed("only the id token service of the runner is asked from here");
            return;
        }
        Request.Builder request = new Request.Builder().url(target);
        headers.forEach(request::header);
        boolean bare = method.equals("GET") || method.equals("HEAD");
        request.method(method, bare ? null : RequestBody.create(body, null));
        client(through).newCall(request.build()).enqueue(new Callback() {
            @Override
            public void onResponse(Call call, Response response) {
                try (response) {
                    accept(response, listener);
                } catch (IOException broken) {
                    onFailure(call, broken);
                }
            }

            @Override
            public void onFailure(Call call, IOException broken) {
                failure = Optional.of(broken);
                last = Optional.empty();
                listener.failed(String.valueOf(broken.getMessage()));
            }
        });
    }

    private void accept(Response response, Listener listener) throws IOException {
        if (response.body().source().request(LARGEST + 1L)) {
            throw new IOException("the answer is longer than " + LARGEST + " bytes");
        }
        String text = response.body().string();
        failure = Optional.empty();
        last = Optional.of(new IdTokenHttp.Reply(response.code(), Secret.of(text)));
        Map<String, String> headers = new java.util.TreeMap<>();
        response.headers()
                .forEach(pair -> headers.put(pair.getFirst().toLowerCase(java.util.Locale.ROOT), pair.getSecond()));
        listener.reply(response.code(), headers, text);
    }

    private OkHttpClient client(Optional<Through> through) {
        OkHttpClient.Builder client = base.newBuilder();
        // Without one the toolkit has decided for a direct connection; Java's own settings do not count.
        client.proxy(through.map(Through::proxy).orElse(Proxy.NO_PROXY));
        through.filter(known -> !known.auth().isEmpty()).ifPresent(known -> {
            int colon = known.auth().indexOf(':');
            String user = colon < 0 ? known.auth() : known.auth().substring(0, colon);
            String password = colon < 0 ? "" : known.auth().substring(colon + 1);
            client.proxyAuthenticator((route, response) -> response.request().header("Proxy-Authorization") != null
                    ? null // said already, and refused
                    : response.request()
                            .newBuilder()
                            .header("Proxy-Authorization", Credentials.basic(user, password))
                            .build());
        });
        return client.build();
    }

    private static boolean sameOrigin(HttpUrl one, HttpUrl other) {
        return one.scheme().equals(other.scheme()) && one.host().equals(other.host()) && one.port() == other.port();
    }

    @Override
    public void close() {
        base.dispatcher().cancelAll();
        base.dispatcher().executorService().shutdown();
        base.connectionPool().evictAll();
    }
}
