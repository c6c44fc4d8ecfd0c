package dev.machineid.spacelift;

import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run as Spacelift's documentation tells it: each phase in a shell that runs the hooks and the phase's command, exported
 * variables go from phase to phase, the workspace stays, a pause brings a new container, {@code after_run} comes last.
 * Around each hook it looks whether the shell and the workspace are as they were.
 */
final class Run {
    private final Path root;
    private final List<String> shell;
    private final Manifest manifest;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private int containers;
    private boolean stale;
    private Container container;

    Run(Path root, List<String> shell, Manifest manifest) throws IOException {
        this.root = root;
        this.shell = List.copyOf(shell);
        this.manifest = manifest;
        container = new Container(root.resolve("container-0"));
        for (Map.Entry<String, String> file : manifest.files().entrySet()) {
            Path mounted = workspace().resolve(file.getKey());
            Files.createDirectories(mounted.resolveSibling(""));
            Files.writeString(mounted, file.getValue());
        }
        Files.createDirectories(source());
        environment.put("PATH", System.getenv("PATH"));
        environment.putAll(manifest.environment());
        environment.put("TF_VAR_spacelift_workspace_root", workspace().toString());
        environment.put("TF_VAR_spacelift_run_id", "01JD0000000000000000000000");
    }

    Path workspace() {
        return root.resolve("workspace");
    }

    /** The checkout. */
    Path source() {
        return workspace().resolve("source");
    }

    Container container() {
        return container;
    }

    /** A variable of the stack or of its context; null takes it away. */
    Run with(String name, @Nullable String value) {
        if (value == null) {
            environment.remove(name);
        } else {
            environment.put(name, value);
        }
        return this;
    }

    /** What the run gets as its id token from now on, in the variable and in the file. */
    Run idToken(Secret token) throws IOException {
        Files.writeString(workspace().resolve("spacelift.oidc"), token.reveal());
        return with("SPACELIFT_OIDC_TOKEN", token.reveal());
    }

    Outcome phase(Phase phase, String command) throws IOException, InterruptedException {
        return Container.finish(start(phase, command));
    }

    /** Starts a phase without waiting for its end. */
    Process start(Phase phase, String command) throws IOException {
        String script = hooks(phase.before(), "exit " + Outcome.HOOK_FAILED)
                + "phase() {\n" + command + "\n}\nphase || exit " + Outcome.PHASE_FAILED + "\n"
                + hooks(phase.after(), "exit " + Outcome.PHASE_FAILED);
        return start(script);
    }

    /** The run waits, and goes on later in a new container, with the variables that Spacelift sets for it. */
    void pause() throws IOException {
        pause(false);
    }

    /** The same, where every variable of the old container, the id token too, covers the new one's. */
    void pauseWithStaleVariables() throws IOException {
        pause(true);
    }

    private void pause(boolean variablesStay) throws IOException {
        Container next = new Container(root.resolve("container-" + ++containers));
        stale = variablesStay;
        if (variablesStay && Files.exists(container.exports())) {
            Files.copy(container.exports(), next.exports());
        }
        container.remove();
        container = next;
    }

    /** The run ends on the worker, well or not. */
    Outcome end(String state) throws IOException, InterruptedException {
        with("TF_VAR_spacelift_final_run_state", state);
        return Container.finish(start(hooks("after_run", "exit " + Outcome.HOOK_FAILED)));
    }

    /** Every file below the workspace that holds this text. */
    List<Path> workspaceFilesWith(String text) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(workspace())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private Process start(String script) throws IOException {
        String prologue = """
                umask 022
                simulator_own=$(export -p)
                if [ -f "$SIMULATOR_EXPORTS" ]; then . "$SIMULATOR_EXPORTS"; fi
                [ -n "$SIMULATOR_STALE" ] || eval "$simulator_own"
                simulator_state() { set +o; umask; pwd; trap; }
                simulator_files() { (cd "$TF_VAR_spacelift_workspace_root" && find . | sort | cksum); }
                """;
        String epilogue = "\nexport -p | grep -v '^[^=]*SIMULATOR_' >\"$SIMULATOR_EXPORTS\"\n";
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("SIMULATOR_EXPORTS", container.exports().toString());
        all.put("SIMULATOR_STALE", stale ? "yes" : "");
        List<String> words = new ArrayList<>(shell);
        words.add("-c");
        words.add(prologue + script + epilogue);
        return container.start(words, source(), all);
    }

    private String hooks(String name, String otherwise) {
        return manifest.hook(name).stream()
                .map(line -> """
                        simulator_before=$(simulator_state; simulator_files)
                        %s
                        simulator_code=$?
                        [ "$simulator_before" = "$(simulator_state; simulator_files)" ] || echo "SIMULATOR: changed by the hook"
                        [ "$simulator_code" = 0 ] || %s
                        """.formatted(line, otherwise))
                .collect(Collectors.joining());
    }
}
