package dev.machineid.command;

import dev.machineid.core.JobEnvironment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A job in this process's surroundings, which says everything in one place. */
abstract class SpeakingJob implements JobEnvironment {
    private final Surroundings surroundings;
    private final boolean debug;

    SpeakingJob(Surroundings surroundings, boolean debug) {
        this.surroundings = surroundings;
        this.debug = debug;
    }

    /** Tells people one sentence, redacted. */
    abstract void say(String text);

    @Override
    public final Map<String, String> variables() {
        return surroundings.variables();
    }

    @Override
    public final Path workingDirectory() {
        return surroundings.workingDirectory();
    }

    @Override
    public final String temporaryDirectory() {
        return surroundings.temporaryDirectory();
    }

    @Override
    public final String userName() {
        return surroundings.userName();
    }

    @Override
    public final List<String> program() {
        return surroundings.launcher().argv();
    }

    @Override
    public final void notice(String text) {
        say("notice: " + text);
    }

    @Override
    public final void warning(String text) {
        say("warning: " + text);
    }

    @Override
    public final void debug(String text) {
        if (debug) {
            say("debug: " + text);
        }
    }
}
