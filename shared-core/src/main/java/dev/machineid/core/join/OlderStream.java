package dev.machineid.core.join;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.GrpcStatusException;
import dev.machineid.core.cluster.GrpcStream;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.wire.auth.Certs;
import dev.machineid.core.wire.olderjoin.RegisterUsingTokenRequest;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The older gRPC join of the methods with a challenge ({@code proto.JoinService}): the server sends a challenge, the client
 * its proof with everything else, the server the certificates.
 */
final class OlderStream {
    private static final String SERVICE = "/proto.JoinService/";

    private final GrpcChannel channel;
    private final JoinFailures failures;

    OlderStream(GrpcChannel channel, JoinFailures failures) {
        this.channel = channel;
        this.failures = failures;
    }

    /** What differs between the methods. */
    record Method<P extends Proof, Q extends MessageLite, R>(
            String name,
            Parser<R> parser,
            Function<R, String> challenge,
            Function<R, Certs> certificates,
            Reply<P, Q> reply) {}

    /** Makes the one message the client sends. */
    @FunctionalInterface
    interface Reply<P extends Proof, Q> {
        Q to(P proof, String challenge, RegisterUsingTokenRequest common);
    }

    <P extends Proof, Q extends MessageLite, R> BotIdentity join(Method<P, Q, R> method, P proof, JoinAttempt attempt) {
        JobKey key = attempt.key().get();
        try (GrpcStream<Q, R> stream = channel.openSilent(SERVICE + method.name(), method.parser())) {
            R first = required(stream.receive(channel.deadline()));
            stream.send(method.reply().to(proof, method.challenge().apply(first), common(attempt, key)));
            Certs certificates = method.certificates().apply(required(stream.receive(channel.deadline())));
            stream.endSending();
            return identity(key, certificates);
        } catch (GrpcStatusException status) {
            throw failures.refused(status, proof);
        } catch (IOException broken) {
            throw channel.explain(broken);
        }
    }

    private static <R> R required(@Nullable R answer) throws IOException {
        if (answer == null) {
            throw new IOException("the server ended the join without an answer");
        }
        return answer;
    }

    private static RegisterUsingTokenRequest common(JoinAttempt attempt, JobKey key) {
        return RegisterUsingTokenRequest.newBuilder()
                .setRole("Bot")
                .setToken(attempt.tokenName())
                .setPublicTLSKey(utf8(key.tlsPublicPem()))
                .setPublicSSHKey(utf8(key.sshPublicLine()))
                .setExpires(Timestamp.newBuilder().setSeconds(attempt.expires().getEpochSecond()))
                .build();
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static BotIdentity identity(JobKey key, Certs certificates) throws IOException {
        if (certificates.getTLS().isEmpty()) {
            throw new IOException("the server answered a join with another message than certificates");
        }
        return BotIdentity.of(
                key,
                TlsCertificates.parse(certificates.getTLS().toStringUtf8()).get(0),
                certificates.getTLSCACertsList().stream()
                        .flatMap(pem -> TlsCertificates.parse(pem.toStringUtf8()).stream())
                        .toList());
    }
}
