package dev.machineid.core.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything this library reports as a failure: a stable code, what happened, facts about it, and what to do next.
 *
 * <p>The four subclasses are the four ways a caller reacts: {@link InvalidRequestException} and {@link ProofException}
 * are the job's own to mend, a {@link DeniedException} is the cluster's definite answer and is never retried, a
 * {@link FaultException} may pass and is.
 *
 * <p>No message, detail or advice ever holds a secret.
 */
public abstract sealed class MachineIdException extends RuntimeException
        permits InvalidRequestException, ProofException, DeniedException, FaultException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final List<String> details;
    private final String advice;

    MachineIdException(ErrorCode code, String message, List<String> details, String advice, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.details = List.copyOf(details);
        this.advice = advice;
    }

    public ErrorCode code() {
        return code;
    }

    /** What happened, one sentence without the code. */
    public String what() {
        return String.valueOf(getMessage());
    }

    /** Facts that help to understand it, one a line: the claims presented, the server's own words. */
    public List<String> details() {
        return details;
    }

    /** What to do next; empty where there is nothing to say. */
    public String advice() {
        return advice;
    }

    /**
     * The form every adapter prints:
     *
     * <pre>
     * error[MID-1203]: the join token "deploy" does not allow this job
     *   claim repository = acme/app
     * hint: compare the claims above with the token's rules
     * </pre>
     */
    public String render() {
        StringBuilder text = new StringBuilder("error[" + code.id() + "]: " + what());
        details.forEach(line -> text.append("\n  ").append(line));
        if (!advice.isEmpty()) {
            text.append("\nhint: ").append(advice);
        }
        return text.toString();
    }
}
