package dev.machineid.core.session;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the job's checkout lies: what is written there ends up in caches, artifacts and images.
 *
 * @param roots the directories that count as workspace
 * @param allowed whether the user wants credentials there all the same
 */
public record Workspace(List<Path> roots, boolean allowed) {
    private static final List<String> VARIABLES = List.of(
            "GITHUB_WORKSPACE",
            "CI_PROJECT_DIR",
            "CIRCLE_WORKING_DIRECTORY",
            "WORKSPACE",
            "TF_VAR_spacelift_workspace_root");

    /** Spacelift's, which uploads everything below it when a run waits for confirmation. */
    private static final Path SPACELIFT = Path.of("/mnt/workspace");

    public Workspace {
        roots = roots.stream().filter(root -> root.getNameCount() > 0).toList();
    }

    /** The workspaces that the platforms' variables name. */
    public static Workspace of(Map<String, String> environment, boolean allowed) {
        Stream<Path> named = VARIABLES.stream()
                .map(environment::get)
                .filter(Objects::nonNull)
                .map(text -> expand(text, environment))
                .flatMap(Optional::stream);
        return new Workspace(Stream.concat(named, Stream.of(SPACELIFT)).toList(), allowed);
    }

    /** The workspace that holds the path, if any; links on the way are resolved, the path need not exist. */
    Optional<Path> holding(Path path) {
        Path real = real(path);
        return roots.stream().filter(root -> real.startsWith(real(root))).findFirst();
    }

    /** The real path of the part that exists, with the rest put behind it. */
    static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path existing = absolute; existing != null; existing = existing.getParent()) {
            Optional<Path> real = realIfExists(existing);
            if (real.isPresent()) {
                return real.get().resolve(existing.relativize(absolute)).normalize();
            }
        }
        return absolute;
    }

    private static Optional<Path> realIfExists(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty(); // also a link that leads nowhere: its own parent decides
        }
    }

    /** CircleCI writes {@code ~/project}. */
    private static Optional<Path> expand(String text, Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        String full = text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
        try {
            return Optional.of(Path.of(full)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
