package dev.machineid.action.toolkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The five files of one step, and its standard output. */
final class StepFiles {
    static final List<String> NAMES = List.of("ENV", "OUTPUT", "STATE", "PATH", "STEP_SUMMARY");

    final Map<String, String> variables = new HashMap<>();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Path directory;

    StepFiles(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        for (String name : NAMES) {
            variables.put(
                    "GITHUB_" + name, Files.createFile(directory.resolve(name)).toString());
        }
    }

    StepFiles with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    String read(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    String stdout() {
        return out.toString(StandardCharsets.UTF_8);
    }

    StepVariables step() {
        return StepVariables.of(variables, false);
    }

    /** Everything the step wrote, with the random delimiter replaced. */
    Map<String, String> written() throws IOException {
        Map<String, String> written = new LinkedHashMap<>();
        for (String name : NAMES) {
            written.put(name, plain(read(name)));
        }
        written.put("stdout", stdout());
        return written;
    }

    static String plain(String text) {
        return text.replaceAll("ghadelimiter_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "DELIMITER");
    }
}
