package dev.machineid.core;

import dev.machineid.core.platform.IdTokenSource;
import dev.machineid.core.secret.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an adapter provides: the surroundings of one job. Everything the library learns about the job and everything it
 * says goes through here.
 */
public interface JobEnvironment {
    /** The job's environment variables. */
    Map<String, String> variables();

    /** Where the job's own files are ({@code PWD} of the step); credentials never go below it unless the job allows it. */
    Path workingDirectory();

    /** The machine's place for temporary files, the last resort for credentials. */
    String temporaryDirectory();

    /** The user the job runs as. */
    String userName();

    /** The command that starts this suite's program, absolute, for the ProxyCommand of an ssh_config; empty if there is none. */
    List<String> program();

    /** The platform's own toolkit as the source of id tokens, where the adapter has it. */
    default Optional<IdTokenSource> idTokens() {
        return Optional.empty();
    }

    /** Hides a secret in the platform's log from now on. */
    void mask(Secret secret);

    /** Hands one variable to what runs next; never a secret. */
    void export(String name, String value);

    /** Tells the user something worth knowing. */
    void notice(String text);

    /** Tells the user something that may bite later. */
    void warning(String text);

    /** Tells a user who asked for it what goes on; never a secret. */
    void debug(String text);
}
