package dev.machineid.action;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.session.PrivateDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The small program {@code machine-id}, placed beside the credentials: ssh's ProxyCommand and the renewal in the background
 * run it long after the step has ended, from a path that nobody else can change.
 */
final class PlacedProgram {
    /** The jar inside ours, and its digest in hexadecimal. */
    static final String JAR = "machine-id.jar";

    static final String DIGEST = JAR + ".sha256";

    private static final int WARNS_OF_UNSAFE = 23;

    private PlacedProgram() {}

    /**
     * Writes the jar and gives the command that starts it.
     *
     * @throws InvalidRequestException ACTION_INCOMPLETE if it is not the jar that the build put in
     */
    static List<String> place(Step step, PrivateDirectory directory) {
        byte[] jar = resource(JAR);
        String expected = new String(resource(DIGEST), StandardCharsets.US_ASCII).strip();
        if (!sha256(jar).equals(expected)) {
            throw incomplete("the program for ssh has another digest than it was built with", null);
        }
        Path placed = directory.directory("program").write(JAR, jar);
        return command(step.javaHome(), placed, Runtime.version().feature());
    }

    /** A short life is most of all starting up: one small collector, no second compiler, the class archive. */
    static List<String> command(Path javaHome, Path jar, int release) {
        List<String> command = new ArrayList<>(List.of(
                javaHome.resolve("bin").resolve("java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto"));
        if (release >= WARNS_OF_UNSAFE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    private static byte[] resource(String name) {
        try (InputStream in = PlacedProgram.class.getResourceAsStream(name)) {
            if (in == null) {
                throw incomplete("the program for ssh is not in the action's jar", null);
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw incomplete("the program for ssh cannot be read from the action's jar", broken);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .toLowerCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static InvalidRequestException incomplete(String what, @Nullable Throwable cause) {
        return new InvalidRequestException(
                ErrorCode.ACTION_INCOMPLETE,
                what,
                List.of(),
                "empty the runner's tool cache and run the job again; pin the action to a release",
                cause);
    }
}
