package dev.machineid.action;

import dev.machineid.action.toolkit.StepOutput;
import dev.machineid.action.toolkit.StepVariables;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;

/** Runs one part of the action: {@code main} or {@code post}; its exit code is the step's. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Step step = ofProcess();
        boolean post = arguments.length == 1 && arguments[0].equals("post");
        System.exit(post ? new PostStep(step).run() : new MainStep(step).run());
    }

    private static Step ofProcess() {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return new Step(
                StepVariables.of(System.getenv(), windows),
                StepOutput.ofProcess(),
                Path.of("").toAbsolutePath(),
                System.getProperty("java.io.tmpdir", ""),
                System.getProperty("user.name", ""),
                Path.of(System.getProperty("java.home", "")),
                Clock.systemUTC(),
                time -> Thread.sleep(time.toMillis()));
    }
}
