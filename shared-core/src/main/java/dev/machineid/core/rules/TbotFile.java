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
import java.util.Map;
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
 * A {@code tbot.yaml} of either version (v1 with {@code destinations}, v2 with {@code outputs} or {@code services}) and
 * what it becomes here. At most 256 KiB; secrets in it are never repeated.
 */
public final class TbotFile {
    /** The most bytes a file may have. */
    public static final int LARGEST = 256 * 1024;

    private static final int DEEPEST = 20;
    private static final int ALIASES = 20;

    private final TbotTranslation translation;

    private TbotFile(TbotTranslation translation) {
        this.translation = translation;
    }

    /**
     * Reads a file.
     *
     * @throws InvalidRequestException {@link ErrorCode#CONFIG_UNREADABLE} if it is missing, too large or not YAML
     */
    public static TbotFile read(Path path) {
        String text = text(path);
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setSchema(new CoreSchema())
                    .setCodePointLimit(LARGEST)
                    .setMaxAliasesForCollections(ALIASES)
                    .build();
            checkDepth(settings, text, path);
            Node root = new Compose(settings).composeString(text).orElseThrow(() -> unreadable(path, "is empty"));
            Map<String, Node> top = YamlNodes.entries(root);
            if (top.isEmpty()) {
                throw unreadable(path, "is not a map of words");
            }
            return new TbotFile(TbotTranslation.of(top));
        } catch (YamlEngineException notYaml) {
            throw unreadable(path, "is not YAML"); // its message would quote the file
        }
    }

    /** A file for {@code --config}, with the command line and everything that has no counterpart as comments. */
    public String text() {
        Comments text = new Comments();
        text.line("What this tbot.yaml becomes here. As a command line:");
        text.line("  machine-id " + (translation.oneshot() ? "login " : "exec ") + String.join(" ", words())
                + (translation.oneshot() ? "" : " -- COMMAND"));
        text.line("");
        if (!translation.notes().isEmpty()) {
            text.line("What is different or has no counterpart:");
            translation.notes().forEach(note -> text.line("- " + note));
            text.line("");
        }
        text.line("The same as a file for --config:");
        Tree.Fields options = Tree.fields();
        translation.options().forEach((name, values) -> {
            boolean list = List.of("outputs", "roles", "ca-pins").contains(name);
            options.put(name, list ? Tree.texts(values) : new Tree.Text(values.get(0)));
        });
        return text.document(YamlText.document(options)).toString();
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        translation.options().forEach((name, values) -> {
            for (String value : values) {
                words.add(value.equals("true") ? "--" + name : "--" + name + " " + ShellWord.of(value));
            }
        });
        return words;
    }

    private static String text(Path path) {
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

    /** Composing recurses, parsing does not: the depth is checked before it can exhaust the stack. */
    private static void checkDepth(LoadSettings settings, String text, Path path) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                throw unreadable(path, "is nested too deeply");
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private static InvalidRequestException unreadable(Path path, String why) {
        return new InvalidRequestException(
                ErrorCode.CONFIG_UNREADABLE,
                "the tbot configuration " + SafeText.quote(path.toString()) + " " + why,
                "give the file that tbot start -c takes");
    }
}
