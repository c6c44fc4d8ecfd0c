package dev.machineid.action;

import dev.machineid.action.toolkit.ActionToolkit;
import dev.machineid.action.toolkit.LoadingToolkit;
import dev.machineid.action.toolkit.StepOutput;
import dev.machineid.action.toolkit.StepVariables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** A step in this process. */
final class TestStep {
    final Map<String, String> variables = new HashMap<>();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final Path work;
    private final Path temporary;

    TestStep(Path directory) throws IOException {
        work = Files.createDirectories(directory.resolve("work"));
        temporary = Files.createDirectories(directory.resolve("temp"));
        variables.put("RUNNER_TEMP", temporary.toString());
        variables.put("PATH", System.getenv("PATH"));
    }

    /** The input as the runner hands it over. */
    TestStep input(String name, String value) {
        variables.put("INPUT_" + name.toUpperCase(java.util.Locale.ROOT), value);
        return this;
    }

    Step step() {
        return new Step(
                StepVariables.of(variables, false),
                new StepOutput(out),
                work,
                temporary.toString(),
                "runner",
                Path.of(System.getProperty("java.home")),
                Clock.systemUTC(),
                time -> Thread.sleep(time.toMillis()));
    }

    ActionToolkit toolkit() {
        Step step = step();
        return LoadingToolkit.start(step.variables(), step.out());
    }

    String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
