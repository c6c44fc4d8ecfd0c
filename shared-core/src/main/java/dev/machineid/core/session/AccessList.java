package dev.machineid.core.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Access control lists of POSIX, set by the program {@code setfacl}, since Java knows those of Windows and NFS only. */
final class AccessList {
    private static final String PROGRAM = "setfacl";
    private static final int PATIENCE_SECONDS = 20;
    private static final int SHOWN = 300;

    private AccessList() {}

    /** Lets the entries read; {@code X} means that directories can be entered and files not executed. */
    static void grant(Path path, List<String> entries, boolean deeply) {
        List<String> command = new ArrayList<>(List.of(PROGRAM, "--physical"));
        if (deeply) {
            command.add("--recursive");
        }
        String list = entries.stream().map(entry -> entry + ":rX").collect(Collectors.joining(","));
        command.addAll(List.of("--modify", list, "--", path.toString()));
        String said;
        try {
            said = run(command);
        } catch (IOException missing) {
            throw Readers.refused(path, "the program setfacl is not here", missing);
        }
        if (!said.isEmpty()) {
            throw Readers.refused(path, dev.machineid.core.report.SafeText.line(said, SHOWN), null);
        }
    }

    /** Takes earlier entries away; where the program is not here there can be none of ours. */
    static void clear(List<Path> paths) {
        if (!paths.get(0).getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(PROGRAM, "--remove-all", "--"));
        paths.forEach(path -> command.add(path.toString()));
        try {
            run(command);
        } catch (IOException missing) {
            // Then modes alone say who may read.
        }
    }

    /** What it had to say; empty where it did what it was told. */
    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getInputStream()) {
            process.getOutputStream().close();
            String said = new String(in.readNBytes(SHOWN), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return "setfacl does not end";
            }
            return process.exitValue() == 0 ? "" : said.isEmpty() ? "setfacl ended with " + process.exitValue() : said;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } finally {
            process.destroyForcibly();
        }
    }
}
