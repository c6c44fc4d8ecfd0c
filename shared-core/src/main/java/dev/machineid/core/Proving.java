package dev.machineid.core;

import dev.machineid.core.cluster.Retry;
import dev.machineid.core.join.ProofChoice;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.platform.ProofContext;
import dev.machineid.core.platform.ProofProvider;
import dev.machineid.core.platform.Providers;
import dev.machineid.core.platform.Selection;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Obtains the proof beside discovery, by the provider that applies; a server that names another method gets that one's.
 */
final class Proving implements ProofChoice {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Providers providers = Providers.standard();
    private final ProofContext context;
    private final Retry retry;
    private Selection selection;
    private CompletableFuture<Proof> proof;

    /** Whether the proof was about to end when it was obtained: a new one would be no better. */
    private boolean noBetter;

    Proving(ProofContext context, Retry retry, Executor beside) {
        this.context = context;
        this.retry = retry;
        this.selection = providers.select(context.variables(), context.options(), Optional.empty());
        this.proof = CompletableFuture.supplyAsync(this::obtain, beside);
    }

    /** The method in use. */
    JoinMethod method() {
        return selection.provider().method();
    }

    /** Other methods that would have applied. */
    List<JoinMethod> alsoFound() {
        return selection.alsoFound();
    }

    @Override
    public Optional<JoinMethod> asked() {
        boolean clear = context.options().method() != JoinMethod.AUTO
                || selection.alsoFound().isEmpty();
        if (clear && proof.isCompletedExceptionally()) {
            await(); // no server can change that, so none is bothered with a join that must fail
        }
        return clear ? Optional.of(method()) : Optional.empty();
    }

    @Override
    public Proof prove(Optional<JoinMethod> namedByServer) {
        if (namedByServer.isPresent() && namedByServer.get() != method()) {
            selection = providers.select(context.variables(), context.options(), namedByServer);
            if (namedByServer.get() != method()) {
                return await(); // the job insists on its own method; the server says what it thinks of that
            }
            proof = CompletableFuture.completedFuture(obtain());
        }
        return await();
    }

    private Proof obtain() {
        ProofProvider provider = selection.provider();
        AtomicInteger tries = new AtomicInteger();
        Proof obtained = retry.run(() -> provider.obtain(context), fault -> tries.incrementAndGet() < provider.tries());
        noBetter = isOver(obtained, SOON);
        return obtained;
    }

    /** Where the join had to wait so long that the proof is about to end, a new one is asked for. */
    private Proof await() {
        Proof known = first();
        if (noBetter || !isOver(known, SOON)) {
            return known;
        }
        try {
            proof = CompletableFuture.completedFuture(obtain());
        } catch (MachineIdException noNewOne) {
            if (isOver(known, Duration.ZERO)) {
                throw noNewOne;
            }
            noBetter = true;
        }
        return first();
    }

    private boolean isOver(Proof some, Duration after) {
        return some.isOverBy(context.clock().instant().plus(after));
    }

    private Proof first() {
        try {
            return proof.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof MachineIdException explained) {
                throw explained;
            }
            throw failed;
        }
    }
}
