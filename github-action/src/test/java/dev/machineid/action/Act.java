package dev.machineid.action;

import dev.machineid.lab.LabCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A repository whose workflows act runs on this machine, with the action in a release's layout. */
final class Act {
    /** What the documents pin the action to. */
    static final String PIN = "OWNER/machine-id@0123456789abcdef0123456789abcdef01234567";

    private static final Pattern END =
            Pattern.compile("\\[([^/\\]]+)/([^\\]]+?)\\s*]\\s+\\S+\\s+Job (succeeded|failed)");

    final Path home;
    final Path repository;
    final Path mirror;
    final Map<String, String> variables = new LinkedHashMap<>();
    private final Path layout;
    private final Path stubs;

    /** How act ended, what it said, and how each job did by workflow and job. */
    record Run(int code, String log, Map<String, Boolean> jobs) {}

    Act(Path directory, LabCluster cluster) throws Exception {
        home = Files.createDirectories(directory.resolve("home"));
        repository = Files.createDirectories(directory.resolve("repository"));
        mirror = Files.createDirectories(directory.resolve("mirror"));
        layout = directory.resolve("layout");
        stubs = Files.createDirectories(directory.resolve("stubs"));
        layOut(directory);
        variables.put("ACTIONS_ID_TOKEN_REQUEST_URL", cluster.mint().requestUrl());
        variables.put(
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN", cluster.mint().requestToken().reveal());
        variables.put(
                "MACHINE_ID_OPT_CA_FILE",
                Files.write(home.resolve("ca.pem"), cluster.webCaPem()).toString());
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        Files.writeString(repository.resolve("README.md"), "a project\n");
        Files.createDirectories(repository.resolve(".github/workflows"));
    }

    private void layOut(Path directory) throws Exception {
        Path jar = FakeRunner.ACTION.resolve("target/machine-id-action.jar");
        Files.createLink(mirror.resolve("machine-id-action.jar"), jar);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
        Path sums = Files.writeString(directory.resolve("sums"), digest + "  machine-id-action.jar\n");
        run(
                List.of("./layout", "0.0.1-test", mirror.toString(), sums.toString(), layout.toString()),
                FakeRunner.ACTION);
    }

    /** A program that the examples call and that is not part of the test. */
    void stub(String name, String script) throws IOException {
        Path file = Files.writeString(stubs.resolve(name), "#!/bin/sh\nset -eu\n" + script + "\n");
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void workflow(String name, String text) throws IOException {
        Files.writeString(repository.resolve(".github/workflows").resolve(name), text);
    }

    private static void run(List<String> command, Path directory) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(command + ": " + said);
        }
    }

    /** Starts act for a push; its words go to the file. */
    Process start(Path log) throws Exception {
        run(List.of("git", "init", "-q", "-b", "main", "."), repository);
        run(List.of("git", "add", "-A"), repository);
        run(
                List.of(
                        "git",
                        "-c",
                        "user.name=test",
                        "-c",
                        "user.email=test@example.com",
                        "commit",
                        "-q",
                        "-m",
                        "x",
                        "--allow-empty"),
                repository);
        Path tools = FakeRunner.ACTION.resolve("target/tools/bin");
        List<String> command =
                new ArrayList<>(List.of(tools.resolve("act").toString(), "push", "--concurrent-jobs", "1"));
        for (String label : List.of("ubuntu-latest", "self-hosted", "linux")) {
            command.addAll(List.of("-P", label + "=-self-hosted"));
        }
        command.addAll(List.of("--local-repository", PIN + "=" + layout));
        variables.forEach((name, value) -> command.addAll(List.of("--env", name + "=" + value)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(repository.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", stubs + ":" + tools + ":" + System.getenv("PATH"));
        return builder.start();
    }

    Run run() throws Exception {
        Path log = home.resolve("act.log");
        Process process = start(log);
        if (!process.waitFor(240, TimeUnit.SECONDS)) {
            process.destroy();
            throw new AssertionError("act is still running: " + FakeRunner.read(log));
        }
        return result(process, log);
    }

    static Run result(Process process, Path log) {
        String said = FakeRunner.read(log);
        Map<String, Boolean> jobs = new LinkedHashMap<>();
        Matcher end = END.matcher(said);
        while (end.find()) {
            jobs.put(end.group(1) + "/" + end.group(2), end.group(3).equals("succeeded"));
        }
        return new Run(process.exitValue(), said, jobs);
    }

    /** Files that uses of the action have left in act's temporary directories. */
    List<Path> left() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file ->
                            file.toString().matches(".*/(machine-id-[a-z]+/login-|machine-id-action-[0-9a-f]{8}-).*"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }
}
