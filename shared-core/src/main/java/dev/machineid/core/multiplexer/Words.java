package dev.machineid.core.multiplexer;

import dev.machineid.core.report.MachineIdException;

/** A failure in few lines, for a program that speaks in ssh's name. */
final class Words {
    private Words() {}

    static String of(MachineIdException failed) {
        String details = failed.details().isEmpty() ? "" : " (" + String.join("; ", failed.details()) + ")";
        String advice = failed.advice().isEmpty() ? "" : "\nhint: " + failed.advice();
        return "error[" + failed.code().id() + "]: " + failed.what() + details + advice;
    }
}
