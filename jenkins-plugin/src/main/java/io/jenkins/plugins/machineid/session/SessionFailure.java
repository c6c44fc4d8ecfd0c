package io.jenkins.plugins.machineid.session;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.MachineIdException;
import hudson.AbortException;

/** Why there are no credentials, in the words that every platform prints; no stack trace goes with it into the log. */
public final class SessionFailure extends AbortException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    /** @param passing whether trying again later may help */
    SessionFailure(String text, boolean passing) {
        super(text);
        this.passing = passing;
    }

    /** What the library says. */
    public static SessionFailure of(MachineIdException explained) {
        return new SessionFailure(explained.render(), explained instanceof FaultException);
    }

    /** A failure of this plugin's own. */
    public static SessionFailure of(ErrorCode code, String what, String advice) {
        return of(new InvalidRequestException(code, what, advice));
    }

    public boolean isPassing() {
        return passing;
    }
}
