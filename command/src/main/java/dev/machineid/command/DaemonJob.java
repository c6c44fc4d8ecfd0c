package dev.machineid.command;

import dev.machineid.core.JobEnvironment;
import dev.machineid.core.secret.Secret;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * The daemon as a job: each sentence bears the identity's name, and the time where no journal adds one. What is masked is
 * forgotten with the generation after the next, or a year of keys would be searched for in every line.
 */
final class DaemonJob implements JobEnvironment {
    private final String identity;
    private final Surroundings surroundings;
    private final Console console;
    private final boolean debug;
    private Redactor before;
    private Redactor now;

    DaemonJob(String identity, Surroundings surroundings, Console console, boolean debug) {
        this.identity = identity;
        this.surroundings = surroundings;
        this.console = console;
        this.debug = debug;
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
    public Map<String, String> variables() {
        return surroundings.variables();
    }

    @Override
    public Path workingDirectory() {
        return surroundings.workingDirectory();
    }

    @Override
    public String temporaryDirectory() {
        return surroundings.temporaryDirectory();
    }

    @Override
    public String userName() {
        return surroundings.userName();
    }

    @Override
    public List<String> program() {
        return surroundings.launcher().argv();
    }

    @Override
    public synchronized void mask(Secret secret) {
        now.hide(secret);
    }

    @Override
    public void export(String name, String value) {
        // Nobody runs next.
    }

    synchronized void say(String text) {
        String time = surroundings.variables().containsKey("JOURNAL_STREAM")
                ? ""
                : surroundings.clock().instant().truncatedTo(ChronoUnit.SECONDS) + " ";
        console.say(time + identity + ": " + now.redact(before.redact(text)));
    }

    @Override
    public void notice(String text) {
        say("notice: " + text);
    }

    @Override
    public void warning(String text) {
        say("warning: " + text);
    }

    @Override
    public void debug(String text) {
        if (debug) {
            say("debug: " + text);
        }
    }
}
