package dev.machineid.action;

import dev.machineid.action.toolkit.ActionToolkit;
import dev.machineid.action.toolkit.LoadingToolkit;
import dev.machineid.core.Companion;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The end of the job: ends the renewal and removes what the use has made, however the step ended. The toolkit is loaded only
 * if there is something to say.
 */
final class PostStep {
    private static final int MOST = 10;
    private static final int LONGEST = 500;

    private final Step step;
    private final Function<Step, ActionToolkit> toolkits;

    PostStep(Step step) {
        this(step, each -> LoadingToolkit.start(each.variables(), each.out()));
    }

    PostStep(Step step, Function<Step, ActionToolkit> toolkits) {
        this.step = step;
        this.toolkits = toolkits;
    }

    /** The post step's exit code: 0, since the job's work is done. */
    int run() {
        List<String> warnings = new ArrayList<>();
        try {
            String use = UseDirectory.id(step);
            Optional<Path> directory = UseDirectory.find(step, use);
            if (directory.isPresent()) {
                warnings.addAll(renewalWarnings(directory.get()));
                List<String> said = Companion.said(directory.get());
                if (!said.isEmpty()) {
                    warnings.add("tunnels: " + String.join("\n", said));
                }
                int files = Stopping.clean(directory.get());
                step.out().write("removed " + files + " files in " + directory.get() + "\n");
            }
            UseDirectory.leave(step);
        } catch (MachineIdException left) {
            warnings.add("the credentials may still be there: " + left.render());
        }
        if (!warnings.isEmpty()) {
            try (ActionToolkit toolkit = toolkits.apply(step)) {
                warnings.forEach(text -> toolkit.warning(ActionJob.TITLE, text));
            }
        }
        return 0;
    }

    /** What the renewal in the background had to warn of; an error, which ended it, with all its lines. */
    private static List<String> renewalWarnings(Path directory) {
        Path log = directory.resolve(Background.LOG);
        List<String> lines;
        try {
            lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        } catch (IOException unreadable) {
            return List.of("the log of the renewal cannot be read");
        }
        List<String> warnings = new ArrayList<>();
        for (int at = 0; at < lines.size() && warnings.size() < MOST; at++) {
            String line = SafeText.line(lines.get(at), LONGEST);
            if (line.startsWith("error[")) {
                List<String> rest = lines.subList(at + 1, Math.min(lines.size(), at + MOST)).stream()
                        .map(each -> SafeText.line(each, LONGEST))
                        .toList();
                warnings.add("renewal: " + line + "\n" + String.join("\n", rest));
                break;
            }
            if (line.startsWith("warning: ")) {
                warnings.add("renewal: " + line);
            }
        }
        return warnings;
    }
}
