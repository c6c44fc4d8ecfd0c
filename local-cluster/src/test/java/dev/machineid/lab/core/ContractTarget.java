package dev.machineid.lab.core;

import dev.machineid.core.Login;
import dev.machineid.core.MachineId;
import dev.machineid.core.cluster.Retry;
import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * A cluster that the contract is tried with.
 *
 * @param authority the authority of the proxy's certificate as PEM; empty for those that the system trusts
 * @param older whether it lacks the join service of 18
 * @param joins how many joins it has seen; always 0 where nobody counts
 */
record ContractTarget(
        String name,
        String proxy,
        String authority,
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
        FakeJob job = new FakeJob(proxy, authority.getBytes(StandardCharsets.UTF_8), directory)
                .option("join-method", row.method());
        if (!row.token().isEmpty()) {
            job.option("token", row.token());
        }
        row.edit("roles").ifPresent(roles -> job.option("roles", roles));
        present(row, job, directory);
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
    private void present(ContractCase row, FakeJob job, Path directory) throws IOException, InterruptedException {
        switch (row.method()) {
            case "token" -> {
                job.option("secret-env", PROOF)
                        .variable(PROOF, row.edit("secret").orElseThrow());
                if (row.edits().contains("kept")) {
                    job.option("state-directory", directory.resolve("state").toString());
                }
            }
            case "github" -> job.onGitHub(proofs.mint(row));
            case "iam", "gcp", "azure" -> proofs.machine(row).forEach(job::variable);
            case "bound_keypair" ->
                job.option("state-directory", directory.resolve("state").toString())
                        .option("secret-env", PROOF)
                        .variable(PROOF, row.edit("secret").orElseThrow());
            default ->
                job.option("oidc-env", PROOF).variable(PROOF, proofs.mint(row).reveal());
        }
    }
}
