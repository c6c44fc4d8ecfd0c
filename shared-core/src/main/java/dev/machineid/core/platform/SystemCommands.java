package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starts programs of the machine; their standard error goes to ours. */
public final class SystemCommands implements CommandRunner {
    private static final int MAX_OUTPUT = 64 * 1024;

    @Override
    public Output run(List<String> argv, Duration limit) {
        String program = SafeText.quote(argv.get(0));
        Process process;
        try {
            process = new ProcessBuilder(argv)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
        } catch (IOException notStarted) {
            throw new ProofException(
                    ErrorCode.COMMAND_NOT_STARTED,
                    "the command " + program + " could not be started",
                    List.of(),
                    "check the option oidc-command: its first word is a program, no shell reads it",
                    notStarted);
        }
        CompletableFuture<Secret> printed = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new FaultException(
                        ErrorCode.TIMED_OUT,
                        "the command " + program + " did not end within " + limit.toSeconds() + " s",
                        "check what the command of the option oidc-command waits for");
            }
            return new Output(process.exitValue(), printed.join());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new FaultException(ErrorCode.TIMED_OUT, "stopped while waiting for " + program, "");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Secret read(InputStream in) {
        try (in) {
            return Secret.of(in.readNBytes(MAX_OUTPUT));
        } catch (IOException broken) {
            return Secret.of("");
        }
    }
}
