package dev.machineid.lab.core;

import dev.machineid.core.Login;
import dev.machineid.core.MachineId;
import dev.machineid.core.cluster.Retry;
import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * A cluster that the contract is tried with.
 *
 * @param older whether it lacks the join service of 18
 * @param joins how many joins it has seen; always 0 where nobody counts
 */
record ContractTarget(
        String name,
        String proxy,
        byte[] authority,
        boolean older,
        ContractProofs proofs,
        IntSupplier joins,
        Retry.Sleeper sleeper) {
    private static final String PROOF = "CONTRACT_PROOF";

    /** How a row ended: {@code joins} or a code, the message, and how many joins it took. */
    record Ending(String word, String message, int joins) {}

    Ending run(ContractCase row, Path directory) throws IOException, InterruptedException {
        int before = joins.getAsInt();
        if (row.edits().contains("twice")) {
            once(row, directory);
        }
        Ending ending = once(row, directory);
        return new Ending(ending.word(), ending.message(), joins.getAsInt() - before);
    }

    private Ending once(ContractCase row, Path directory) throws IOException, InterruptedException {
        FakeJob job = new FakeJob(proxy, authority, directory).option("join-method", row.method());
        if (!row.token().isEmpty()) {
            job.option("token", row.token());
        }
        row.edit("roles").ifPresent(roles -> job.option("roles", roles));
        present(row, job);
        Clock clock = Clock.offset(
                Clock.systemUTC(),
                Duration.ofSeconds(row.edit("clock").map(Long::valueOf).orElse(0L)));
        try (Login login = MachineId.of(job, clock, sleeper).login(job.request(), Optional.empty())) {
            return new Ending("joins", login.report().toString(), 0);
        } catch (MachineIdException refused) {
            return new Ending(refused.code().id(), refused.render(), 0);
        }
    }

    /** Gives the job its proof, in a place of our own where the method lets us name one. */
    private void present(ContractCase row, FakeJob job) throws IOException, InterruptedException {
        switch (row.method()) {
            case "token" ->
                job.option("secret-env", PROOF)
                        .variable(PROOF, row.edit("secret").orElseThrow());
            case "github" -> job.onGitHub(proofs.mint(row));
            default ->
                job.option("oidc-env", PROOF).variable(PROOF, proofs.mint(row).reveal());
        }
    }
}
