package dev.machineid.core;

import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.Retry;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.join.BotIdentity;
import dev.machineid.core.join.BotRenewal;
import dev.machineid.core.join.BoundKeys;
import dev.machineid.core.join.JoinAttempt;
import dev.machineid.core.join.Joiner;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.state.KeptIdentity;
import dev.machineid.core.state.KeptState;
import dev.machineid.core.state.StateDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A bot whose identity stays in a state directory from one run to the next: it is renewed where there is one, and joined
 * for and kept where there is none. This process is its one writer meanwhile.
 */
final class KeptBot implements AutoCloseable {
    /** What is asked for the bot's own identity; the cluster cuts it to its own limit. Nobody can use it in time otherwise. */
    private static final Duration LIFE = Duration.ofHours(24);

    /** A server answers from a copy that is up to some seconds old; before that its count is not to be relied on. */
    private static final Duration SETTLED = Duration.ofSeconds(30);

    /** By these words the cluster has refused before it counted. */
    private static final Set<ErrorCode> NOT_COUNTED =
            EnumSet.of(ErrorCode.GENERATION_MISMATCH, ErrorCode.LOCKED, ErrorCode.ACCESS_DENIED);

    private final JobEnvironment job;
    private final MachineIdRequest request;
    private final Clock clock;
    private final StateDirectory directory;
    private KeptState state;

    private KeptBot(JobEnvironment job, MachineIdRequest request, Clock clock, StateDirectory directory) {
        this.job = job;
        this.request = request;
        this.clock = clock;
        this.directory = directory;
        String method = request.proof().method().wireName();
        this.state = directory.read().orElseGet(() -> KeptState.empty(method));
        if (!state.method().equals(method)) {
            throw ofAnother("it is for the join method " + state.method() + ", not " + method);
        }
    }

    /**
     * Takes the state directory, where the request names one.
     *
     * @throws InvalidRequestException if another process has it, or it cannot be read
     */
    static Optional<KeptBot> open(JobEnvironment job, MachineIdRequest request, Clock clock) {
        Optional<Path> path = request.proof().state();
        if (path.isEmpty()) {
            return Optional.empty();
        }
        StateDirectory directory = StateDirectory.open(
                path.get(), CredentialStore.workspace(job, request.delivery().allowWorkspace()));
        try {
            return Optional.of(new KeptBot(job, request, clock, directory));
        } catch (RuntimeException unusable) {
            directory.close();
            throw unusable;
        }
    }

    /** Whether a login can do without a proof, as far as can be told without taking anything. */
    static boolean mayDoWithoutProof(MachineIdRequest request) {
        return request.proof().state().filter(StateDirectory::holdsState).isPresent();
    }

    /**
     * What is at hand in a cluster.
     *
     * @param auth the auth server as the identity, which may still be on its way
     * @param join joins by a way of its own, repeating what may be repeated
     */
    record Way(
            ClusterInfo cluster,
            GrpcChannel auth,
            CompletableFuture<ClientIdentity> identity,
            Joiner joiner,
            Retry retry,
            Function<JoinAttempt, BotIdentity> join) {}

    /** The bot's identity, written down already. */
    BotIdentity obtain(JoinAttempt attempt, Way way) {
        BotIdentity bot =
                request.proof().method() == JoinMethod.BOUND_KEYPAIR ? byKeyPair(attempt, way) : bySecret(attempt, way);
        Instant end = bot.tls().getNotAfter().toInstant().truncatedTo(ChronoUnit.SECONDS);
        job.debug("the bot's own identity in " + directory.path() + " ends at " + end
                + "; the next login has to come before");
        return bot;
    }

    private BotIdentity bySecret(JoinAttempt attempt, Way way) {
        Optional<String> origin = secret(attempt).map(KeptState::digest);
        if (state.identity().isEmpty()
                || origin.filter(other -> !other.equals(state.origin())).isPresent()) {
            BotIdentity joined = way.join().apply(attempt.keeping(JobKey.p256(), until(), Optional.empty()));
            keep(joined, way, origin.orElse(""));
            return joined;
        }
        requireCluster(way);
        KeptIdentity kept = state.identity().get();
        if (kept.hasEnded(clock.instant())) {
            throw ended(kept);
        }
        BotIdentity current = identity(kept);
        way.identity().complete(client(current));
        BotRenewal renewal =
                new BotRenewal(way.auth(), way.cluster().majorVersion().orElse(0));
        return way.retry().run(() -> renewed(current, renewal, way));
    }

    /** Where a secret is named but not there, the identity that is there is renewed without. */
    private Optional<Secret> secret(JoinAttempt attempt) {
        try {
            return attempt.proof().prove(Optional.empty()) instanceof Proof.SecretProof proof
                    ? Optional.of(proof.secret())
                    : Optional.empty();
        } catch (ProofException missing) {
            if (missing.code() == ErrorCode.JOIN_SECRET_MISSING
                    && state.identity().isPresent()) {
                return Optional.empty();
            }
            throw missing;
        }
    }

    /** One renewal. What is written before says that its outcome is not known until it is written down too. */
    private BotIdentity renewed(BotIdentity current, BotRenewal renewal, Way way) {
        Instant now = clock.instant();
        if (state.unfinished()
                .filter(since -> now.isBefore(since.plus(SETTLED)))
                .isPresent()) {
            job.notice("a renewal of the bot's identity was interrupted just now; the identity that is there is used,"
                    + " and a later login renews it");
            return current;
        }
        if (state.unfinished().isPresent() && !isCounted(current, renewal)) {
            job.warning("the bot's identity is not renewed any more, because an earlier renewal was interrupted and its"
                    + " certificate is lost (" + ErrorCode.RENEWAL_LOST.id() + "); it ends at "
                    + current.tls().getNotAfter().toInstant() + ", and needs a new secret after that");
            return current;
        }
        state = state.unfinished(Optional.of(now));
        directory.write(state);
        try {
            BotIdentity newer = renewal.renew(current, until());
            keep(newer, way, state.origin());
            return newer;
        } catch (DeniedException refused) {
            if (NOT_COUNTED.contains(refused.code())) {
                state = state.unfinished(Optional.empty());
                directory.write(state);
            }
            throw refused;
        }
    }

    /** Whether the cluster's count is surely the one in the certificate: to show another gets the bot locked. */
    private static boolean isCounted(BotIdentity current, BotRenewal renewal) {
        return renewal.counted().stream()
                .anyMatch(count -> count == current.identity().generation().orElse(0));
    }

    private BotIdentity byKeyPair(JoinAttempt attempt, Way way) {
        String origin = KeptState.digest(request.tokenName());
        if (!state.origin().isEmpty() && !state.origin().equals(origin)) {
            throw ofAnother("it was joined by another join token than " + request.shownTokenName());
        }
        requireCluster(way);
        boolean registers = request.proof().secret().isPresent();
        if (state.keyPairs().isEmpty() && !registers) {
            throw new InvalidRequestException(
                    ErrorCode.KEYPAIR_MISSING,
                    "there is no key pair in " + directory.path(),
                    "make one with machine-id keypair create --state-directory " + directory.path()
                            + " and put it into the join token, or give the join token's registration secret by"
                            + " secret-env or secret-file");
        }
        BoundKeys keys = new BoundKeys(state.keyPairs(), state.joinState(), newer -> {
            state = state.bound(newer.keys(), newer.joinState());
            directory.write(state);
        });
        JobKey own = state.identity().map(KeptIdentity::key).orElseGet(JobKey::p256);
        JoinAttempt keeping = attempt.keeping(own, until(), Optional.of(keys));
        Optional<KeptIdentity> living = state.identity().filter(kept -> !kept.hasEnded(clock.instant()));
        BotIdentity joined = living.isPresent()
                ? way.joiner().rejoin(keeping, way.cluster(), client(identity(living.get())))
                : way.join().apply(keeping);
        state = state.bound(keys.keys(), keys.joinState());
        keep(joined, way, origin);
        return joined;
    }

    private void keep(BotIdentity bot, Way way, String origin) {
        state = state.with(
                way.cluster().clusterName(), origin, new KeptIdentity(bot.key(), bot.tls(), bot.hostAuthorities()));
        directory.write(state);
    }

    private Instant until() {
        return clock.instant().plus(LIFE);
    }

    private static BotIdentity identity(KeptIdentity kept) {
        return new BotIdentity(kept.key(), kept.tls(), kept.hostAuthorities());
    }

    private static ClientIdentity client(BotIdentity bot) {
        return new ClientIdentity(
                TrustAnchors.only(bot.hostAuthorities()), bot.key().keyPair().getPrivate(), bot.tls());
    }

    private void requireCluster(Way way) {
        String here = way.cluster().clusterName();
        if (!state.cluster().isEmpty() && !state.cluster().equals(here)) {
            throw ofAnother("it belongs to the cluster " + state.cluster() + ", and the proxy's is " + here);
        }
    }

    private InvalidRequestException ofAnother(String why) {
        return new InvalidRequestException(
                ErrorCode.STATE_OF_ANOTHER,
                "the state directory " + directory.path() + " cannot be used here: " + why,
                "name a state directory for each bot and cluster");
    }

    private InvalidRequestException ended(KeptIdentity kept) {
        return new InvalidRequestException(
                state.unfinished().isPresent() ? ErrorCode.RENEWAL_LOST : ErrorCode.STATE_EXPIRED,
                "the bot's identity in " + directory.path() + " ended at "
                        + kept.tls().getNotAfter().toInstant()
                        + (state.unfinished().isPresent() ? ", after a renewal whose certificate is lost" : ""),
                List.of(),
                "a secret is good for one join, so make a new one: tctl tokens add --type=bot --bot-name=NAME (before"
                        + " Teleport 16 make the bot anew first: tctl bots rm, tctl bots add), give it in secret-env or"
                        + " secret-file, and log in more often than the identity lives",
                null);
    }

    @Override
    public void close() {
        directory.close();
    }
}
