package dev.machineid.core.rules;

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
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A YAML file that nobody vouches for: at most 256 KiB of UTF-8, 20 levels, 20 aliases. Its content is never repeated.
 *
 * @param what how a message calls it
 * @param advice what to give instead
 */
record YamlFile(Path path, String what, String advice) {
    /** The most bytes a file may have. */
    static final int LARGEST = 256 * 1024;

    private static final int DEEPEST = 20;
    private static final int ALIASES = 20;

    /**
     * Its documents, at least one.
     *
     * @throws InvalidRequestException {@link ErrorCode#CONFIG_UNREADABLE} if it is missing, too large, empty or not YAML
     */
    List<Node> documents() {
        String text = text();
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setSchema(new CoreSchema())
                    .setCodePointLimit(LARGEST)
                    .setMaxAliasesForCollections(ALIASES)
                    .build();
            checkDepth(settings, text);
            List<Node> documents = new ArrayList<>();
            new Compose(settings).composeAllFromString(text).forEach(documents::add);
            if (documents.isEmpty()) {
                throw unreadable("is empty");
            }
            return documents;
        } catch (YamlEngineException notYaml) {
            throw unreadable("is not YAML"); // its message would quote the file
        }
    }

    InvalidRequestException unreadable(String why) {
        return new InvalidRequestException(
                ErrorCode.CONFIG_UNREADABLE, what + " " + SafeText.quote(path.toString()) + " " + why, advice);
    }

    private String text() {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw unreadable("is larger than 256 KiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw unreadable("is not UTF-8 text");
        } catch (IOException missing) {
            throw unreadable(Files.exists(path) ? "cannot be read" : "does not exist");
        }
    }

    /** Composing recurses, parsing does not: the depth is checked before it can exhaust the stack. */
    private void checkDepth(LoadSettings settings, String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                throw unreadable("is nested too deeply");
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }
}
