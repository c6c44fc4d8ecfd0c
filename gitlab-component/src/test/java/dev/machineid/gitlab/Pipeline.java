package dev.machineid.gitlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The project {@code acme/app} with a {@code .gitlab-ci.yml}, and a machine of its own to run it on: home, TMPDIR, memory. */
final class Pipeline {
    private static final String STATE = ".gitlab-ci-local";

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();

    Pipeline(Path directory, ComponentProject component, String file) {
        this.directory = directory;
        try {
            for (String place : List.of("home", "tmp", "shm", "app")) {
                Files.createDirectories(directory.resolve(place));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        environment.putAll(ComponentProject.git(home(), component.repositories()));
        environment.put("TMPDIR", directory.resolve("tmp").toString());
        environment.put("_MACHINE_ID_SHM", directory.resolve("shm").toString());
        Tree.write(app().resolve(".gitlab-ci.yml"), file);
        new Command(app(), environment)
                .run(
                        "sh",
                        "-c",
                        "git init -q && git remote add origin git@gitlab.example.com:acme/app.git && git add -A"
                                + " && git commit -qm pipeline && git update-ref refs/remotes/origin/main HEAD"
                                + " && git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main")
                .orFail();
    }

    /** One run: the exit code, everything that was said, and each job's own log. */
    record Run(int exit, String output, Map<String, String> logs) {
        /** What the job said, without the lines that repeat its script; fails if it did not run. */
        String log(String job) {
            String log = logs.get(job);
            if (log == null) {
                throw new AssertionError("no job " + job + " ran: " + output);
            }
            return log;
        }
    }

    Path app() {
        return directory.resolve("app");
    }

    Path home() {
        return directory.resolve("home");
    }

    /** One more variable of the runner's own environment. */
    Pipeline with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    Run run(String... arguments) {
        Command.Result result = new Command(app(), environment).run(line(arguments));
        return new Run(result.exit(), result.output(), logs());
    }

    List<String> line(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Tree.needed(
                                "gitlab-component/test/node_modules/.bin/gitlab-ci-local",
                                "run: gitlab-component/test/prepare")
                        .toString(),
                "--force-shell-executor",
                "--concurrency",
                "3"));
        line.addAll(List.of(arguments));
        return line;
    }

    /** The jobs of the last run as GitLab would see them, after all includes, extensions and references. */
    Path expanded() {
        return app().resolve(STATE + "/expanded-gitlab-ci.yml");
    }

    /** What the jobs left on the machine, but for the program's cache and kubectl's. */
    List<Path> left() {
        List<Path> left = new ArrayList<>(Tree.files(directory.resolve("tmp")));
        left.addAll(Tree.files(directory.resolve("shm")));
        left.addAll(Tree.files(home(), "gitconfig", ".cache/machine-id", ".kube", ".ansible"));
        left.addAll(Tree.files(app(), STATE, ".git", ".gitlab-ci.yml"));
        return left;
    }

    /** The directories of logins that are there now. */
    List<Path> logins() {
        try (Stream<Path> entries = Files.list(directory.resolve("shm"))) {
            return entries.toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Map<String, String> logs() {
        Map<String, String> logs = new HashMap<>();
        if (Files.isDirectory(app().resolve(STATE + "/output"))) {
            Tree.files(app().resolve(STATE + "/output"))
                    .forEach(
                            file -> logs.put(file.getFileName().toString().replaceAll("\\.log$", ""), Tree.read(file)));
        }
        return logs;
    }
}
