package dev.machineid.command;

import dev.machineid.core.secret.Secret;
import java.time.temporal.ChronoUnit;

/**
 * The daemon as a job: each sentence bears the identity's name, and the time where no journal adds one. What is masked is
 * forgotten with the generation after the next, or a year of keys would be searched for in every line.
 */
final class DaemonJob extends SpeakingJob {
    private final String identity;
    private final Surroundings surroundings;
    private final Console console;
    private Redactor before;
    private Redactor now;

    DaemonJob(String identity, Surroundings surroundings, Console console, boolean debug) {
        super(surroundings, debug);
        this.identity = identity;
        this.surroundings = surroundings;
        this.console = console;
        this.before = fresh();
        this.now = before;
    }

    private Redactor fresh() {
        Redactor redactor = new Redactor();
        redactor.hideFrom(surroundings.variables());
        return redactor;
    }

    /** Before each turn. */
    synchronized void turn() {
        before = now;
        now = fresh();
    }

    @Override
    public synchronized void mask(Secret secret) {
        now.hide(secret);
    }

    @Override
    public void export(String name, String value) {
        // Nobody runs next.
    }

    @Override
    synchronized void say(String text) {
        String time = surroundings.variables().containsKey("JOURNAL_STREAM")
                ? ""
                : surroundings.clock().instant().truncatedTo(ChronoUnit.SECONDS) + " ";
        console.say(time + identity + ": " + now.redact(before.redact(text)));
    }
}
