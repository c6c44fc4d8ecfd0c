package dev.machineid.core.join;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.GrpcStatusException;
import dev.machineid.core.cluster.ServerWords;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.wire.auth.Certs;
import dev.machineid.core.wire.auth.UserCertsRequest;
import dev.machineid.core.wire.types.UserV2;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges a bot's renewable identity for a newer one, as that identity: no proof is needed, and the cluster counts.
 *
 * <p>The count stands in the certificate as its generation. Whoever shows another count than the cluster's own is taken
 * for a thief: the cluster locks the bot.
 */
public final class BotRenewal {
    /** Where servers up to at least version 15 keep the count, on the bot's user. */
    private static final String COUNT = "teleport.internal/bot-generation";

    private static final int TWO_KEY_VERSION = 17;
    private static final String NEW_SECRET =
            "; to begin anew, make a new join token (and, before Teleport 16, a new bot: tctl bots rm, tctl bots add)"
                    + " and give its secret";

    private final GrpcChannel auth;
    private final int serverMajor;

    /**
     * @param auth as the identity that is to be renewed
     * @param serverMajor the leading number of the server's version, which decides the shape of the request
     */
    public BotRenewal(GrpcChannel auth, int serverMajor) {
        this.auth = auth;
        this.serverMajor = serverMajor;
    }

    /** How often the cluster has issued this identity, by its own count; empty where it does not tell. */
    public OptionalLong counted() {
        try {
            String label = await(auth.unary(
                            "/proto.AuthService/GetCurrentUser", Empty.getDefaultInstance(), UserV2.parser()))
                    .getMetadata()
                    .getLabelsOrDefault(COUNT, "");
            return label.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(label)) : OptionalLong.empty();
        } catch (GrpcStatusException refused) {
            return OptionalLong.empty();
        } catch (IOException broken) {
            throw auth.explain(broken);
        }
    }

    /**
     * Asks for the next generation, for the same key.
     *
     * @throws MachineIdException explained; after a denial the cluster has not counted, after a fault it may have
     */
    public BotIdentity renew(BotIdentity current, Instant expires) {
        String user = current.identity().userName();
        UserCertsRequest.Builder question = UserCertsRequest.newBuilder()
                .setUsername(user)
                .setExpires(Timestamp.newBuilder().setSeconds(expires.getEpochSecond()))
                .setFormat("standard");
        ByteString sshKey = ByteString.copyFromUtf8(current.key().sshPublicLine());
        if (serverMajor >= TWO_KEY_VERSION) {
            question.setSSHPublicKey(sshKey)
                    .setTLSPublicKey(ByteString.copyFromUtf8(current.key().tlsPublicPem()));
        } else {
            question.setPublicKey(sshKey);
        }
        try {
            Certs certs = await(auth.unary("/proto.AuthService/GenerateUserCerts", question.build(), Certs.parser()));
            X509Certificate tls =
                    TlsCertificates.parse(certs.getTLS().toByteArray()).get(0);
            List<X509Certificate> authorities = certs.getTLSCACertsList().stream()
                    .flatMap(pem -> TlsCertificates.parse(pem.toByteArray()).stream())
                    .toList();
            BotIdentity renewed = BotIdentity.of(current.key(), tls, authorities);
            // Not every server adds its host authority.
            return renewed.hostAuthorities().isEmpty()
                    ? new BotIdentity(current.key(), tls, current.hostAuthorities())
                    : renewed;
        } catch (GrpcStatusException refusal) {
            throw refused(refusal, user);
        } catch (IOException broken) {
            throw auth.explain(broken);
        }
    }

    private static <T> T await(CompletableFuture<T> answer) throws IOException {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException known) {
                throw known;
            }
            if (failed.getCause() instanceof MachineIdException explained) {
                throw explained;
            }
            throw new IllegalStateException("a renewal failed in an unknown way", failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new FaultException(ErrorCode.TIMED_OUT, "stopped while waiting for the renewed identity", "");
        }
    }

    private static MachineIdException refused(GrpcStatusException refusal, String user) {
        List<String> details = List.of("the server said: " + refusal.words(), "bot user: " + user);
        if (refusal.isFault()) {
            return new FaultException(
                    refusal.isRateLimit() ? ErrorCode.RATE_LIMITED : ErrorCode.SERVER_FAULT,
                    "the cluster could not renew the bot's identity",
                    details,
                    "try again; if it stays, the auth server's log says more",
                    refusal);
        }
        ErrorCode code = ServerWords.meaning(refusal.words()).orElse(ErrorCode.REQUEST_REFUSED);
        return switch (code) {
            case GENERATION_MISMATCH ->
                denied(
                        code,
                        "the identity of " + user + " was renewed in another place, and the cluster has locked the bot",
                        details,
                        "two machines used copies of one state directory, or a backup of it was restored: give each"
                                + " machine a bot of its own. An administrator removes the lock (tctl get locks, tctl rm"
                                + " lock/ID)" + NEW_SECRET,
                        refusal);
            case LOCKED ->
                denied(
                        code,
                        "the bot " + user + " is locked",
                        details,
                        "an administrator lists locks with: tctl get locks",
                        refusal);
            default ->
                denied(
                        code,
                        "the cluster refused to renew the identity of " + user,
                        details,
                        "check that the bot still exists: tctl bots ls" + NEW_SECRET,
                        refusal);
        };
    }

    private static DeniedException denied(
            ErrorCode code, String what, List<String> details, String advice, @Nullable Throwable cause) {
        return new DeniedException(code, what, details, advice, cause);
    }
}
