package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.request.SecretSource;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A job as a test wants it: variables, options, a fixed clock, and what the platform and programs answer. */
final class Jobs implements IdTokenHttp, CommandRunner {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    final Map<String, String> variables = new HashMap<>();
    final List<String> warnings = new ArrayList<>();
    final CompletableFuture<String> clusterName = new CompletableFuture<>();
    ProofOptions options = ProofOptions.AUTO;
    Reply reply = new Reply(500, Secret.of(""));
    Output output = new Output(1, Secret.of(""));
    Optional<URI> asked = Optional.empty();
    Optional<Secret> bearer = Optional.empty();
    Map<String, String> headers = Map.of();
    int posts;
    List<String> argv = List.of();
    Optional<Duration> limit = Optional.empty();

    /** A token with these claims; the signature is none. */
    static String token(String claims) {
        return part("{\"alg\":\"RS256\",\"kid\":\"k\"}") + "." + part(claims) + "." + part("signature");
    }

    /** A token that ends so many seconds from now. */
    static String tokenFor(long seconds) {
        return token("{\"iss\":\"https://issuer.example\",\"sub\":\"me\",\"aud\":\"a\",\"exp\":"
                + (NOW.getEpochSecond() + seconds) + "}");
    }

    static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    Jobs set(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Jobs audience(String audience) {
        options = new ProofOptions(options.method(), Optional.of(audience), options.oidc(), options.secret());
        return this;
    }

    Jobs method(JoinMethod method) {
        options = new ProofOptions(method, options.audience(), options.oidc(), options.secret());
        return this;
    }

    Jobs oidc(OidcSource source) {
        options = new ProofOptions(options.method(), options.audience(), Optional.of(source), options.secret());
        return this;
    }

    Jobs secret(SecretSource source) {
        options = new ProofOptions(options.method(), options.audience(), options.oidc(), Optional.of(source));
        return this;
    }

    Jobs answers(int status, String body) {
        reply = new Reply(status, Secret.of(body));
        return this;
    }

    JobVariables jobVariables() {
        return new JobVariables(variables);
    }

    ProofContext context() {
        return new ProofContext(
                jobVariables(),
                options,
                clusterName,
                Clock.fixed(NOW, ZoneOffset.UTC),
                this,
                this,
                warnings::add,
                false,
                Optional.empty(),
                call -> {
                    throw new FaultException(
                            ErrorCode.CLOUD_METADATA_UNAVAILABLE,
                            "no cloud here",
                            List.of(),
                            "",
                            new IOException("none"));
                });
    }

    @Override
    public Reply get(URI uri, Secret token, Map<String, String> requestHeaders) throws FaultException {
        asked = Optional.of(uri);
        bearer = Optional.of(token);
        headers = requestHeaders;
        return reply;
    }

    @Override
    public Reply post(URI uri, Secret token, Map<String, String> requestHeaders) throws FaultException {
        posts++;
        return get(uri, token, requestHeaders);
    }

    @Override
    public Output run(List<String> words, Duration most) {
        argv = words;
        limit = Optional.of(most);
        return output;
    }
}
