package dev.machineid.core.report;

import java.util.List;

/**
 * What one examination came to.
 *
 * @param check what was examined, one stable word
 * @param said one sentence, without a secret
 * @param details facts, one a line
 * @param advice what to do next; empty where there is nothing to do
 */
public record Finding(String check, State state, String said, List<String> details, String advice) {
    /** How it stands. */
    public enum State {
        OK,
        WARNING,
        FAILED,
        /** Not examined, for a reason that is said. */
        SKIPPED;

        /** As the forms write it: {@code ok}. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Finding {
        details = List.copyOf(details);
    }

    /** All is well. */
    public static Finding ok(String check, String said) {
        return new Finding(check, State.OK, said, List.of(), "");
    }

    /** A failure with its code, its facts and its advice. */
    public static Finding failed(String check, MachineIdException failure) {
        return new Finding(
                check,
                State.FAILED,
                "error[" + failure.code().id() + "]: " + failure.what(),
                failure.details(),
                failure.advice());
    }

    /** It works now and may not later, or not everywhere. */
    public static Finding warning(String check, String said, String advice) {
        return new Finding(check, State.WARNING, said, List.of(), advice);
    }

    /** Nobody looked. */
    public static Finding skipped(String check, String why) {
        return new Finding(check, State.SKIPPED, why, List.of(), "");
    }

    /** The same with facts. */
    public Finding with(List<String> facts) {
        return new Finding(check, state, said, facts, advice);
    }
}
