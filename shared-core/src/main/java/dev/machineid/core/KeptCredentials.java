package dev.machineid.core;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.Source;
import dev.machineid.core.session.Generations;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The newest generation in the directory that a daemon of this machine keeps, as its readers see it. */
public final class KeptCredentials {
    private static final int LARGEST = 4 * 1024 * 1024;

    private final Path generation;
    private final GenerationNote note;

    private KeptCredentials(Path generation, GenerationNote note) {
        this.generation = generation;
        this.note = note;
    }

    /** Empty where no daemon has put anything, or nothing that this user can read. */
    public static Optional<KeptCredentials> find(Path directory) {
        try {
            Optional<Path> generation = Generations.current(directory);
            if (generation.isEmpty()) {
                return Optional.empty();
            }
            byte[] text = bytes(generation.get().resolve(GenerationNote.FILE));
            return Optional.of(new KeptCredentials(generation.get(), GenerationNote.parse(text)));
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * As {@link #find}.
     *
     * @throws InvalidRequestException NOT_READY, with what is the matter with the directory
     */
    static KeptCredentials required(Path directory) {
        KeptCredentials kept = find(directory)
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.NOT_READY,
                        "a daemon's credentials are not ready in " + SafeText.quote(directory.toString()),
                        List.of("found: " + state(directory)),
                        "machine-id wait --directory DIR waits for them; see that machine-id daemon keeps this directory,"
                                + " that its log tells no failure, and that this user is one of its readers",
                        null));
        kept.requireNobodyElsesWord(directory);
        return kept;
    }

    /** Whoever could write there could make the job act as somebody else's bot. */
    private void requireNobodyElsesWord(Path directory) {
        for (Path place : List.of(directory, generation)) {
            try {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(place);
                if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                    throw new InvalidRequestException(
                            ErrorCode.DIRECTORY_UNSAFE,
                            "others than the daemon can write to " + SafeText.quote(place.toString()),
                            List.of("found: mode " + PosixFilePermissions.toString(permissions)),
                            "name the directory itself that the daemon keeps; it lets readers read and nobody write",
                            null);
                }
            } catch (UnsupportedOperationException | IOException withoutModes) {
                // Windows; the next read tells what is the matter.
            }
        }
    }

    private static String state(Path directory) {
        if (!Files.isDirectory(directory)) {
            return "no such directory, or one that this user may not see";
        }
        if (!Files.isExecutable(directory) || !Files.isReadable(directory)) {
            return "a directory that this user may not look into";
        }
        Optional<Path> generation = Generations.current(directory);
        if (generation.isEmpty()) {
            return "no generation of credentials yet";
        }
        return Files.isReadable(generation.get())
                ? "a generation without a note that this version understands: not written by machine-id daemon"
                : "a generation that this user may not look into";
    }

    /**
     * What a job's options are if it says nothing else: the daemon's proxy, and every output there is.
     *
     * @param given the job's own options, {@code from-daemon} among them or not
     * @param base where relative paths begin
     * @throws InvalidRequestException NOT_READY where they name a directory without credentials
     */
    public static RawOptions defaults(RawOptions given, Path base) {
        if (!given.has("from-daemon")) {
            return RawOptions.none();
        }
        Path directory;
        try {
            directory = base.resolve(given.values("from-daemon").get(0).text().strip());
        } catch (InvalidPathException reportedLater) {
            return RawOptions.none();
        }
        GenerationNote note = required(directory).note;
        Source source = Source.of(Source.Kind.ADAPTER_DEFAULT, "from-daemon");
        RawOptions.Builder builder = RawOptions.builder();
        if (!given.has("auth-server")) {
            builder.put("proxy", note.proxy(), source);
        }
        boolean chosen = List.of("outputs", "ssh", "ssh-multiplexer", "kubernetes", "application", "terraform").stream()
                .anyMatch(given::has);
        if (!chosen) {
            builder.put(
                    "outputs",
                    note.parts().stream().map(GenerationNote.Part::output).collect(Collectors.joining("\n")),
                    source);
        }
        return builder.build();
    }

    /** When the credentials in a directory end, a daemon's or a login's; empty where there are none. */
    public static Optional<Instant> expires(Path directory) {
        return find(directory)
                .map(KeptCredentials::expires)
                .or(() -> Generations.current(directory)
                        .flatMap(generation -> Registry.read(directory))
                        .map(Marker::expires));
    }

    /** When the first of the certificates ends. */
    public Instant expires() {
        return note.expires();
    }

    /** Its own directory, which lives on for some minutes after the next one. */
    public Path generation() {
        return generation;
    }

    GenerationNote note() {
        return note;
    }

    /** A file of this generation; links are refused. */
    byte[] read(String name) throws IOException {
        Path file = generation.resolve(name).normalize();
        if (!file.startsWith(generation)) {
            throw new IOException("it lies elsewhere");
        }
        return bytes(file);
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw new IOException("it is larger than 4 MiB");
            }
            return content;
        }
    }
}
