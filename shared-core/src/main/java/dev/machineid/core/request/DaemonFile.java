package dev.machineid.core.request;

import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of {@code machine-id daemon}: a {@link ConfigFile} with a few words more.
 *
 * <pre>
 * proxy: teleport.example.com
 * listen: 127.0.0.1:9471            # at the top only
 * identities:
 *   deploy:
 *     join-method: bound_keypair
 *     token: runner
 *     state-directory: /var/lib/machine-id/deploy
 *     destinations:                 # left out for a single one
 *       - directory: /run/machine-id/deploy
 *         outputs: [ssh]
 *         readers: [group:jenkins]
 *         reload-command: [systemctl, reload, tunnel]
 *       - directory: /run/machine-id/kube
 *         outputs: ["kubernetes:staging"]
 * </pre>
 *
 * @param listen {@code HOST:PORT} or {@code none}, where the file says it
 * @param entries one for each directory, those of one identity together
 */
public record DaemonFile(Optional<String> listen, List<Entry> entries) {
    /** The words of a directory that no other verb has. */
    public static final Set<String> WORDS =
            Set.of("readers", "reload-command", "reload-timeout", "reload-pid-file", "reload-signal");

    /**
     * What is to be kept in one directory.
     *
     * @param identity its name; {@code default} in a file without names
     * @param words the texts given for {@link #WORDS}
     */
    public record Entry(String identity, RawOptions options, Map<String, List<String>> words) {
        public Entry {
            words = Map.copyOf(words);
        }

        /** The one text of a word. */
        public Optional<String> text(String word) {
            return list(word).stream().findFirst();
        }

        /** A word's texts; one that is not written as a list is taken apart at white space, quotes kept together. */
        public List<String> list(String word) {
            return words.getOrDefault(word, List.of()).stream()
                    .flatMap(text -> ListText.split(text, ListText.ARGUMENTS).stream())
                    .map(ListText::unquote)
                    .toList();
        }
    }

    public DaemonFile {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a file.
     *
     * @throws InvalidRequestException as {@link ConfigFile#read} does
     */
    public static DaemonFile read(Path path) {
        return new DaemonReader(path.toString()).read(ConfigFile.text(path));
    }
}
