package dev.machineid.core.session;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Chooses where credentials go when the user names no directory: the platform's own temporary place, never the checkout. */
public final class BaseDirectory {
    /** The place that ends soonest comes first: with the job, with the login session, with the machine. */
    private static final List<String> VARIABLES =
            List.of("RUNNER_TEMP", "RUNNER_TEMP_PROJECT_DIR", "XDG_RUNTIME_DIR", "TMPDIR");

    private BaseDirectory() {}

    /**
     * The private directory {@code PLACE/machine-id-USER} in the first place that is safe.
     *
     * @param javaTemporary the last resort, Java's {@code java.io.tmpdir}
     * @param user the user's name; only letters and digits are taken
     */
    public static PrivateDirectory choose(
            Map<String, String> environment, Workspace workspace, String javaTemporary, String user) {
        String name = "machine-id-" + user.replaceAll("[^A-Za-z0-9]", "_");
        List<String> refusals = new ArrayList<>();
        List<String> places = Stream.concat(VARIABLES.stream().map(environment::get), Stream.of(javaTemporary))
                .filter(place -> place != null && !place.isBlank())
                .distinct()
                .toList();
        for (String place : places) {
            try {
                Path base = Path.of(place);
                if (base.isAbsolute() && Files.isDirectory(base)) {
                    // Outside the workspace even where it is allowed: that permission is for a place the user names.
                    return PrivateDirectory.create(base.resolve(name), new Workspace(workspace.roots(), false));
                }
                refusals.add(place + ": not an absolute path of a directory");
            } catch (InvalidRequestException e) {
                refusals.add(place + ": " + e.code().title() + ", " + String.join(", ", e.details()));
            } catch (InvalidPathException e) {
                refusals.add("a path that cannot be used");
            }
        }
        throw new InvalidRequestException(
                ErrorCode.DIRECTORY_UNSAFE,
                "there is no safe place for credentials",
                refusals,
                "name one with the option directory",
                null);
    }
}
