package dev.machineid.action;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.session.BaseDirectory;
import dev.machineid.core.session.Cleaner;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.PrivateDirectory;
import dev.machineid.core.session.Registry;
import dev.machineid.core.session.Sweep;
import dev.machineid.core.session.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The private directory of one use of the action, known before anything is in it: its name follows from what the launcher
 * saved, so that the post step finds it however the step ended.
 */
final class UseDirectory {
    /** The launcher's state: an id for each use of the action. */
    static final String STATE = "use";

    private static final String MARK = "use";
    private static final Duration SWEEP_AFTER = Duration.ofHours(1);

    private UseDirectory() {}

    /** The id of this use; a new one where no launcher gave it. */
    static String id(Step step) {
        return step.variables()
                .find("MACHINE_ID_ACTION_USE")
                .or(() -> step.variables().find("STATE_" + STATE))
                .filter(text -> text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"))
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    /** Makes the directory of this use and marks it as ours. */
    static PrivateDirectory prepare(Step step, MachineIdRequest request, String use) {
        Workspace workspace = workspace(step, request.delivery().allowWorkspace());
        PrivateDirectory directory;
        if (request.delivery().directory().isPresent()) {
            directory = PrivateDirectory.create(request.delivery().directory().get(), workspace);
            takeOver(step, directory.path());
            directory = PrivateDirectory.create(request.delivery().directory().get(), workspace);
        } else {
            PrivateDirectory base = base(step);
            new Sweep(step.clock(), SWEEP_AFTER).run(base.path());
            directory = base.directory(Sweep.name(use));
        }
        Registry.claim(
                directory,
                new Marker(
                        step.clock().instant(),
                        step.clock().instant().plus(request.ttl().effective()),
                        Optional.empty()));
        directory.write(MARK, (use + "\n" + job(step) + "\n").getBytes(StandardCharsets.UTF_8));
        return directory;
    }

    private static PrivateDirectory base(Step step) {
        return BaseDirectory.choose(
                step.variables().all(), workspace(step, false), step.temporaryDirectory(), step.userName());
    }

    private static Workspace workspace(Step step, boolean allowed) {
        List<Path> roots =
                new ArrayList<>(Workspace.of(step.variables().all(), allowed).roots());
        roots.add(step.workingDirectory());
        return new Workspace(roots, allowed);
    }

    /** What an earlier job left in a named directory goes; what an earlier use of this job has there stays. */
    private static void takeOver(Step step, Path directory) {
        if (Registry.read(directory).isEmpty()) {
            return;
        }
        List<String> mark = mark(directory);
        if (mark.size() == 2 && mark.get(1).equals(job(step))) {
            throw new InvalidRequestException(
                    ErrorCode.DIRECTORY_TAKEN,
                    "another use of the action in this job has its files in " + directory,
                    "give each use its own directory, or leave the input directory out");
        }
        Cleaner.remove(directory);
    }

    private static String job(Step step) {
        return String.join(
                " ",
                step.variables().get("GITHUB_REPOSITORY"),
                step.variables().get("GITHUB_RUN_ID"),
                step.variables().get("GITHUB_RUN_ATTEMPT"),
                step.variables().get("GITHUB_JOB"));
    }

    private static List<String> mark(Path directory) {
        try {
            return Files.readAllLines(directory.resolve(MARK));
        } catch (IOException none) {
            return List.of();
        }
    }

    /** The directory that this use has made, as the post step finds it. */
    static Optional<Path> find(Step step, String use) {
        List<Path> places = new ArrayList<>();
        step.variables()
                .find("INPUT_DIRECTORY")
                .map(text -> step.workingDirectory().resolve(text.strip()))
                .ifPresent(places::add);
        step.variables().find("STATE_directory").map(Path::of).ifPresent(places::add);
        places.add(base(step).path().resolve(Sweep.name(use)));
        return places.stream()
                .filter(place -> Registry.read(place).isPresent())
                .filter(place ->
                        mark(place).stream().findFirst().filter(use::equals).isPresent())
                .findFirst();
    }

    /** Takes the common directory away too once the last use has left it. */
    static void leave(Step step) {
        try {
            Files.deleteIfExists(base(step).path());
        } catch (IOException another) {
            // Another use of this job is still in it.
        }
    }
}
