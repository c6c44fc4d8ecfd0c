package dev.machineid.lab.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One row of the contract between this suite and a cluster: who joins with what, and how that must end.
 *
 * @param token the join token's name; empty where only a secret says it
 * @param edits what is other than in a good join: {@code aud=}, {@code iss=}, {@code exp=} and {@code nbf=} (seconds from now),
 *     {@code claim.NAME=}, {@code no.NAME}, {@code key=other}, {@code clock=} (our clock's error in seconds), {@code roles=},
 *     {@code secret=}, {@code twice}, {@code kept} (in a state directory), {@code arn=}
 * @param joins how many joins reach the cluster
 * @param onNew {@code joins} or the code of the refusal, where the cluster has the join service of 18
 * @param onOlder the same for older clusters
 * @param real {@code as older}, perhaps with another code beside it, or {@code no: why} where the row did not run
 */
record ContractCase(
        String method,
        String outcome,
        String token,
        List<String> edits,
        int joins,
        String onNew,
        String onOlder,
        String real) {
    private static final String TABLE = "contract.txt";
    private static final int CELLS = 8;

    static List<ContractCase> all() throws IOException {
        try (InputStream in = Objects.requireNonNull(ContractCase.class.getResourceAsStream(TABLE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(ContractCase::of)
                    .toList();
        }
    }

    private static ContractCase of(String line) {
        String[] cells = line.split("\\s*\\|\\s*", -1);
        if (cells.length != CELLS) {
            throw new IllegalArgumentException("not a row of " + CELLS + " cells: " + line);
        }
        List<String> edits = cells[3].isEmpty() ? List.of() : List.of(cells[3].split(" ", -1));
        return new ContractCase(
                cells[0], cells[1], cells[2], edits, Integer.parseInt(cells[4]), cells[5], cells[6], cells[7]);
    }

    String expected(boolean older) {
        return older ? onOlder : onNew;
    }

    /** What follows {@code name=} in the edits. */
    Optional<String> edit(String name) {
        return edits.stream()
                .filter(edit -> edit.startsWith(name + "="))
                .map(edit -> edit.substring(name.length() + 1))
                .findFirst();
    }

    /** Those edits that change the id token itself. */
    List<String> ofTheProof() {
        return edits.stream()
                .filter(edit -> edit.matches("(aud|iss|exp|nbf|key|claim\\..*)=.*|no\\..*"))
                .toList();
    }

    /** A row of the page's table. */
    String markdown() {
        return String.join(
                " | ",
                "| `" + method + "`",
                outcome,
                edits.isEmpty() ? "" : "`" + String.join(" ", edits) + "`",
                String.valueOf(joins),
                onNew,
                onOlder,
                real.replace("as older", onOlder) + " |");
    }

    @Override
    public String toString() {
        return method + ": " + outcome;
    }
}
