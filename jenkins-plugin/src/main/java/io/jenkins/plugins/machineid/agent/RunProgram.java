package io.jenkins.plugins.machineid.agent;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import jenkins.MasterToSlaveFileCallable;

/**
 * Runs the program with the agent's own Java, and with a secret on its standard input.
 *
 * <p>The secret is neither in a command line nor in a process's environment nor in a file. When the call is cancelled the
 * process is killed.
 */
public final class RunProgram extends MasterToSlaveFileCallable<ProgramEnd> {
    private static final long serialVersionUID = 1L;
    private static final int LARGEST = 1024 * 1024;

    /** Many builds may start on one agent at once; more Java machines than this would only get in each other's way. */
    private static final Semaphore SLOTS =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);

    private final String digest;
    private final Call call;

    /**
     * What to run.
     *
     * @param words the program's arguments; no secret
     * @param input what it reads from standard input
     * @param variables added to the agent's own environment
     * @param workingDirectory where relative paths start
     * @param limitMillis how long it may take, the wait for its turn not counted
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares calls
    public record Call(
            List<String> words, byte[] input, Map<String, String> variables, String workingDirectory, long limitMillis)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        public Call {
            words = List.copyOf(words);
            input = input.clone();
            variables = new LinkedHashMap<>(variables);
        }

        /** The words only: a record's own form would print the secret. */
        @Override
        public String toString() {
            return "Call" + words;
        }
    }

    public RunProgram(String digest, Call call) {
        this.digest = digest;
        this.call = call;
    }

    @Override
    public ProgramEnd invoke(File root, VirtualChannel channel) throws IOException, InterruptedException {
        Path program = ProgramFile.in(root, digest);
        if (!ProgramFile.isGenuine(program, digest)) {
            return ProgramEnd.notThere();
        }
        List<String> launcher = ProgramFile.launcher(program);
        SLOTS.acquire();
        try {
            return run(launcher);
        } finally {
            SLOTS.release();
        }
    }

    private ProgramEnd run(List<String> launcher) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(call.words());
        ProcessBuilder builder = new ProcessBuilder(command);
        // A workspace that nobody has written to yet is not there.
        builder.directory(
                Files.createDirectories(Path.of(call.workingDirectory())).toFile());
        // Options come from the controller alone, which has read the build's own variables.
        builder.environment().keySet().removeIf(name -> name.startsWith("MACHINE_ID_"));
        builder.environment().putAll(call.variables());
        Process process = builder.start();
        try {
            CompletableFuture<String> out = reading(process.getInputStream());
            CompletableFuture<String> err = reading(process.getErrorStream());
            feed(process);
            if (!process.waitFor(call.limitMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the program did not end within " + call.limitMillis() / 1000 + " s");
            }
            return new ProgramEnd(false, process.exitValue(), out.join(), err.join(), launcher);
        } finally {
            process.destroyForcibly();
        }
    }

    private void feed(Process process) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(call.input());
        } catch (IOException unread) {
            // A program that fails early reads nothing; its exit code says so.
        }
    }

    /** Reads to the end, so that the program never waits for us, and keeps the beginning. */
    private static CompletableFuture<String> reading(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (stream) {
                        byte[] kept = stream.readNBytes(LARGEST);
                        stream.transferTo(OutputStream.nullOutputStream());
                        text.complete(new String(kept, StandardCharsets.UTF_8));
                    } catch (IOException broken) {
                        text.complete("");
                    }
                },
                "machine-id output");
        reader.setDaemon(true);
        reader.start();
        return text;
    }
}
