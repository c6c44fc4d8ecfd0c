package dev.machineid.command;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Runs several command lines in one process, from which the JVM learns what to keep in its cache; no verb of the program.
 *
 * <p>Its arguments are command lines, each after the word {@code ---}. It ends with the first exit code that is not 0.
 */
public final class Rehearsal {
    private static final String NEXT = "---";

    private Rehearsal() {}

    /** Runs them one after the other. */
    public static void main(String[] arguments) {
        Console console = Console.ofProcess();
        Surroundings lasting = lasting(Main.surroundings());
        Main.prepare();
        learnRsa();
        Main.end(run(List.of(arguments), line -> new Program(console, lasting).run(line)));
    }

    private static void learnRsa() {
        try {
            RsaLesson.run();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the runtime offers no RSA", impossible);
        }
    }

    /** Runs each command line until one fails; gives the last exit code. */
    static int run(List<String> words, ToIntFunction<List<String>> program) {
        int code = ExitCodes.OK;
        for (List<String> line : lines(words)) {
            if (code == ExitCodes.OK) {
                code = program.applyAsInt(line);
            }
        }
        return code;
    }

    private static List<List<String>> lines(List<String> words) {
        List<List<String>> lines = new ArrayList<>();
        for (String word : words) {
            if (word.equals(NEXT)) {
                lines.add(new ArrayList<>());
            } else if (lines.isEmpty()) {
                throw new IllegalArgumentException("a command line starts with " + NEXT + ", not with " + word);
            } else {
                lines.get(lines.size() - 1).add(word);
            }
        }
        return lines;
    }

    /** As the process, but nothing ends it: a verb that did would end the lesson. */
    static Surroundings lasting(Surroundings process) {
        return new Surroundings(
                process.variables(),
                process.workingDirectory(),
                process.temporaryDirectory(),
                process.userName(),
                process.clock(),
                process.sleeper(),
                process.launcher(),
                code -> {});
    }
}
