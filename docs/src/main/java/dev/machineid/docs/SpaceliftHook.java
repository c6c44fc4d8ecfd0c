package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the Spacelift hook consists of: the two scripts with the boot script inside, the plugin's manifest with the
 * scripts and the option catalogue inside, and the names of all options for the Terraform module.
 */
final class SpaceliftHook {
    private static final String FOLDER = "spacelift-hook/";

    private SpaceliftHook() {}

    /**
     * The pages, by their paths below the root of the checkout.
     *
     * @throws IOException if a source in the checkout cannot be read
     */
    static List<Page> pages(Path root) throws IOException {
        Path source = root.resolve(FOLDER + "src");
        Map<String, String> shell = Map.of(
                "hook.sh",
                withoutDirective(Files.readString(source.resolve("hook.sh"))),
                "machine-id.sh",
                withoutDirective(Files.readString(root.resolve("command/boot/machine-id.sh"))));
        String login = new Skeleton(Files.readString(source.resolve("login.sh")), false).filled(shell);
        String logout = new Skeleton(Files.readString(source.resolve("logout.sh")), false).filled(shell);
        Map<String, String> pieces = new LinkedHashMap<>();
        pieces.put("parameters", SpaceliftForm.parameters());
        pieces.put("env", SpaceliftForm.env());
        pieces.put("login.sh", login);
        pieces.put("logout.sh", logout);
        String manifest = new Skeleton(Files.readString(source.resolve("plugin.yaml")), true).filled(pieces);
        return List.of(
                new Page(FOLDER + "login.sh", login),
                new Page(FOLDER + "logout.sh", logout),
                new Page(FOLDER + "plugin.yaml", manifest),
                new Page(FOLDER + "terraform/modules/hook/options.tf", names()));
    }

    /** The first line of a part that is a program's or a linter's business, not a reader's. */
    private static String withoutDirective(String text) {
        int end = text.indexOf('\n') + 1;
        return text.startsWith("#!") || text.startsWith("# shellcheck ") ? text.substring(end) : text;
    }

    private static String names() {
        return OptionCatalogue.of(Platform.SPACELIFT).stream()
                .map(OptionSpec::name)
                .map(name -> "    \"" + name + "\",\n")
                .collect(Collectors.joining("", "# " + Page.NOTE + "\nlocals {\n  known_options = [\n", "  ]\n}\n"));
    }
}
