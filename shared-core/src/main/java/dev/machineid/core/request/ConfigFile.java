package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A YAML file with the option words, for one identity or for several by name.
 *
 * <pre>
 * proxy: teleport.example.com       # words at the top hold for every identity
 * token: deploy-bot
 * identities:                       # left out for a single one
 *   deploy:
 *     outputs: [ssh, {kind: kubernetes, name: staging}]
 *   read:
 *     token: read-bot
 *     ttl: 30m
 * </pre>
 *
 * <p>At most 256 KiB, no tags, no secrets by value. The words must be the catalogue's; a mistake names file and line.
 */
public final class ConfigFile {
    /** The most bytes a file may have. */
    public static final int LARGEST = 256 * 1024;

    private final Path path;
    private final Map<String, RawOptions> identities;

    private ConfigFile(Path path, Map<String, RawOptions> identities) {
        this.path = path;
        this.identities = identities;
    }

    /**
     * Reads a file.
     *
     * @throws InvalidRequestException {@link ErrorCode#CONFIG_UNREADABLE} if it is missing, too large or not YAML, else
     *     with every wrong word
     */
    public static ConfigFile read(Path path) {
        return new ConfigFile(path, new ConfigReader(path.toString()).read(text(path)));
    }

    /** The options of each identity in the file's order; a file without {@code identities} has one, named "". */
    public Map<String, RawOptions> identities() {
        return identities;
    }

    /**
     * The options of the only identity.
     *
     * @throws InvalidRequestException if the file has several
     */
    public RawOptions single() {
        if (identities.size() != 1) {
            throw new InvalidRequestException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    SafeText.quote(path.toString()) + " has several identities, and here only one is possible",
                    "write a file for each of: " + SafeText.line(String.join(", ", identities.keySet()), 300));
        }
        return identities.values().iterator().next();
    }

    static String text(Path path) {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw unreadable(path, "is larger than 256 KiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw unreadable(path, "is not UTF-8 text");
        } catch (IOException missing) {
            throw unreadable(path, Files.exists(path) ? "cannot be read" : "does not exist");
        }
    }

    private static InvalidRequestException unreadable(Path path, String why) {
        return new InvalidRequestException(
                ErrorCode.CONFIG_UNREADABLE,
                "the configuration file " + SafeText.quote(path.toString()) + " " + why,
                "correct the option config, or the file");
    }
}
