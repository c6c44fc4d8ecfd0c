package dev.machineid.action.toolkit;

import dev.machineid.core.secret.Secret;
import java.util.Optional;

/**
 * What an action says to the runner and asks of it: GitHub's toolkit as the action's own code sees it.
 *
 * <p>All methods throw {@link dev.machineid.core.report.InvalidRequestException} TOOLKIT_REFUSED where the runner's files
 * cannot be used.
 */
public interface ActionToolkit extends AutoCloseable {
    /** An input of the step without the white space around it; empty where it was not given. */
    String input(String name);

    /**
     * A new id token for the audience, or for the service's own default; it is masked already.
     *
     * @throws dev.machineid.core.report.FaultException if asking again may help
     * @throws dev.machineid.core.report.ProofException if the service refuses
     */
    Secret idToken(Optional<String> audience);

    /** Hides a value in the log from now on; of several lines each one too. */
    void mask(Secret value);

    /** Sets a variable for the later steps of the job. */
    void export(String name, String value);

    /** Puts a directory in front of the later steps' search path. */
    void addPath(String directory);

    /** Sets an output of the step. */
    void output(String name, String value);

    /** Keeps a value for the post step. */
    void saveState(String name, String value);

    /** What {@link #saveState} kept; empty where nothing was. */
    String state(String name);

    /** Whether the user asked the runner for more detail. */
    boolean isDebug();

    /** One or more lines in the log. */
    void info(String text);

    /** In the log only where the user asked for detail. */
    void debug(String text);

    /** An annotation of the run. */
    void notice(String title, String text);

    /** An annotation of the run. */
    void warning(String title, String text);

    /** An annotation of the run; does not end the step. */
    void error(String title, String text);

    /** Lines that the log shows folded below a title. */
    void group(String title, java.util.List<String> lines);

    /** Adds Markdown to the page of the run. */
    void summary(String markdown);

    /** Finishes what is under way. */
    @Override
    void close();
}
