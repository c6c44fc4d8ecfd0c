package dev.machineid.core.issue;

import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.wire.auth.PingRequest;
import dev.machineid.core.wire.auth.PingResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What an auth server says of itself to those who have joined; asked beside other questions. */
public final class AuthPing {
    private static final int LONGEST = 64;

    private final CompletableFuture<PingResponse> answer;

    private AuthPing(CompletableFuture<PingResponse> answer) {
        this.answer = answer;
    }

    /** Asks now, on a connection that is still being made. */
    public static AuthPing begin(GrpcChannel auth) {
        return new AuthPing(
                auth.unary("/proto.AuthService/Ping", PingRequest.getDefaultInstance(), PingResponse.parser())
                        .completeOnTimeout(
                                PingResponse.getDefaultInstance(),
                                Math.max(1, auth.deadline().remaining().toMillis()),
                                TimeUnit.MILLISECONDS)
                        .exceptionally(nothingDependsOnIt -> PingResponse.getDefaultInstance()));
    }

    /** Semantic version, empty where there was no answer. */
    public String serverVersion() {
        return SafeText.line(answer.join().getServerVersion(), LONGEST);
    }

    /** The proxy's public address, where the server knows one. */
    public Optional<String> proxyAddress() {
        return Optional.of(answer.join().getProxyPublicAddr()).filter(address -> !address.isEmpty());
    }
}
