package dev.machineid.core.rules;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A {@code tbot.yaml} of either version (v1 with {@code destinations}, v2 with {@code outputs} or {@code services}) and
 * what it becomes here. At most 256 KiB; secrets in it are never repeated.
 */
public final class TbotFile {
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
        YamlFile file = new YamlFile(path, "the tbot configuration", "give the file that tbot start -c takes");
        Map<String, Node> top = YamlNodes.entries(file.documents().get(0));
        if (top.isEmpty()) {
            throw file.unreadable("is not a map of words");
        }
        return new TbotFile(TbotTranslation.of(top));
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
}
