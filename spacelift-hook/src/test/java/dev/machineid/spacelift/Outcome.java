package dev.machineid.spacelift;

/**
 * How a phase ended.
 *
 * @param code 0; {@link #HOOK_FAILED}, and the phase did not run; {@link #PHASE_FAILED}; else the shell's own
 * @param log everything that was said
 */
record Outcome(int code, String log) {
    static final int HOOK_FAILED = 41;
    static final int PHASE_FAILED = 42;
}
