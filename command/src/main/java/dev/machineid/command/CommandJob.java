package dev.machineid.command;

import dev.machineid.core.secret.Secret;
import java.util.LinkedHashMap;
import java.util.Map;

/** The job as a shell sees it: what is said goes to standard error, redacted; what is exported is collected. */
final class CommandJob extends SpeakingJob {
    private final Console console;
    private final Redactor redactor;
    private final Map<String, String> exported = new LinkedHashMap<>();

    CommandJob(Surroundings surroundings, Console console, Redactor redactor, boolean debug) {
        super(surroundings, debug);
        this.console = console;
        this.redactor = redactor;
    }

    @Override
    public void mask(Secret secret) {
        redactor.hide(secret);
    }

    @Override
    public void export(String name, String value) {
        exported.put(name, value);
    }

    /** What the login exported, in its order. */
    Map<String, String> exported() {
        return exported;
    }

    @Override
    void say(String text) {
        console.say(redactor.redact(text));
    }
}
