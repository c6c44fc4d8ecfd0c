package dev.machineid.command;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.SafeText;
import java.io.PrintWriter;
import java.io.StringWriter;

/** The words for a failure, redacted. */
final class Failure {
    private static final int CHAIN = 10;
    private static final int LINE = 500;

    private Failure() {}

    /** What a user reads; {@code brief} puts the details on one line, for a program that speaks in another's name. */
    static String text(Throwable failure, boolean brief, boolean debug, Redactor redactor) {
        Throwable shown = failure instanceof CommandUnavailable unavailable ? unavailable.explained() : failure;
        String text = shown instanceof MachineIdException explained
                ? brief ? brief(explained) : explained.render()
                : internal(shown, debug);
        return redactor.redact(debug ? text + chain(shown) : text);
    }

    private static String brief(MachineIdException explained) {
        String details = explained.details().isEmpty() ? "" : " (" + String.join("; ", explained.details()) + ")";
        String advice = explained.advice().isEmpty() ? "" : "\nhint: " + explained.advice();
        return "error[" + explained.code().id() + "]: " + explained.what() + details + advice;
    }

    private static String internal(Throwable failure, boolean debug) {
        String text = "error[" + ErrorCode.INTERNAL.id() + "]: " + ErrorCode.INTERNAL.title() + ": "
                + failure.getClass().getSimpleName() + "\nhint: run it again with --debug and report what it shows";
        if (!debug) {
            return text;
        }
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        StringBuilder lines = new StringBuilder(text);
        trace.toString().lines().forEach(line -> lines.append("\ndebug: ").append(SafeText.line(line.strip(), LINE)));
        return lines.toString();
    }

    /** Class names and messages of the causes, one a line. */
    private static String chain(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable cause = failure.getCause();
        for (int depth = 0; cause != null && depth < CHAIN; depth++) {
            text.append("\ndebug: caused by ")
                    .append(cause.getClass().getName())
                    .append(": ")
                    .append(SafeText.line(String.valueOf(cause.getMessage()), LINE));
            cause = cause.getCause();
        }
        return text.toString();
    }
}
