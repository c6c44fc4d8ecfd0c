package dev.machineid.command;

import dev.machineid.core.JobEnvironment;
import dev.machineid.core.secret.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The job as a shell sees it: what is said goes to standard error, redacted; what is exported is collected. */
final class CommandJob implements JobEnvironment {
    private final Surroundings surroundings;
    private final Console console;
    private final Redactor redactor;
    private final boolean debug;
    private final Map<String, String> exported = new LinkedHashMap<>();

    CommandJob(Surroundings surroundings, Console console, Redactor redactor, boolean debug) {
        this.surroundings = surroundings;
        this.console = console;
        this.redactor = redactor;
        this.debug = debug;
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

    /** Tells what the job asked to be told. */
    void say(String text) {
        console.say(redactor.redact(text));
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
