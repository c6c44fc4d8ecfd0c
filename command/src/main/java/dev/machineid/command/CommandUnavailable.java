package dev.machineid.command;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command of {@code exec} cannot be started: a shell's two ways to say so, 127 and 126. */
final class CommandUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final InvalidRequestException explained;

    private CommandUnavailable(int exitCode, InvalidRequestException explained) {
        super(explained.getMessage(), explained);
        this.exitCode = exitCode;
        this.explained = explained;
    }

    static CommandUnavailable notFound(String command) {
        return because(
                ExitCodes.NOT_FOUND,
                command,
                "there is no such program",
                "check the spelling and PATH, or give the path of the program",
                null);
    }

    static CommandUnavailable notExecutable(String command, @Nullable Throwable cause) {
        return because(
                ExitCodes.NOT_EXECUTABLE,
                command,
                "it is not a program that this user can execute",
                "check its mode, its first line (#!) and that it is for this kind of machine",
                cause);
    }

    private static CommandUnavailable because(
            int code, String command, String reason, String advice, @Nullable Throwable cause) {
        return new CommandUnavailable(
                code,
                new InvalidRequestException(
                        ErrorCode.COMMAND_NOT_STARTED,
                        "the command " + SafeText.quote(command) + " could not be started",
                        List.of("reason: " + reason),
                        advice,
                        cause));
    }

    int exitCode() {
        return exitCode;
    }

    InvalidRequestException explained() {
        return explained;
    }
}
