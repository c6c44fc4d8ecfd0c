package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The orb's commands, jobs and scripts: hand-written skeletons in which a line {@code # insert PIECE [NAME=VALUE...]} stands
 * for what the option catalogue and the boot script say.
 */
final class CircleciOrb {
    private static final String FOLDER = "circleci-orb";
    private static final Pattern PLACE = Pattern.compile("( *)# insert ([a-z]+)((?: [a-z]+=[a-z_,]+)*)");

    /** Words of the orb that renew and exec do not know. */
    private static final Set<String> NOT_IN_RENEW =
            Set.of("export-env", "renew", "allow-workspace", "dry-run", "rules");

    private static final Set<String> NOT_IN_EXEC = Set.of("export-env", "renew");
    private static final Set<String> NOT_IN_LOGIN = Set.of("renew");

    private static final String GUARD =
            "# shellcheck shell=sh disable=SC2317 # not every script calls every function\ntrue || exit 2 # MID-1930: not a POSIX shell. On Windows give the job or its executor"
                    + " 'shell: bash.exe -eo pipefail'";

    private final Path root;
    private final List<OptionSpec> options = OptionCatalogue.of(Platform.CIRCLECI);

    CircleciOrb(Path root) {
        this.root = root;
    }

    /** Every generated file of the orb, by its path below the root. */
    List<Page> pages() throws IOException {
        Path skeletons = root.resolve(FOLDER).resolve("skeleton");
        List<Page> pages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(skeletons)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = skeletons.relativize(file).toString().replace('\\', '/');
                if (!name.equals("scripts/common.sh")) {
                    pages.add(new Page(FOLDER + "/src/" + name, filled(Files.readString(file), name)));
                }
            }
        }
        return pages;
    }

    private String filled(String skeleton, String name) throws IOException {
        StringBuilder text = new StringBuilder("# " + Page.NOTE + "\n");
        for (String line : skeleton.lines().toList()) {
            Matcher place = PLACE.matcher(line);
            if (place.matches()) {
                piece(place.group(2), place.group(3), name)
                        .forEach(part -> text.append(part.isEmpty() ? "" : place.group(1) + part)
                                .append('\n'));
            } else {
                text.append(line).append('\n');
            }
        }
        return text.toString();
    }

    private List<String> piece(String piece, String settings, String name) throws IOException {
        return switch (piece) {
            case "parameters" -> parameters(setting(settings, "renew"), offered(settings));
            case "environment" ->
                offered(settings).stream()
                        .map(option -> parameter(option) + ": << parameters." + option.snake() + " >>")
                        .toList();
            case "arguments" ->
                offered(settings).stream()
                        .map(option -> option.snake() + ": << parameters." + option.snake() + " >>")
                        .toList();
            case "options" -> arguments(left(name));
            case "unset" ->
                List.of("unset MACHINE_ID_ORB_STEP PARAM_COMMAND "
                        + options.stream().map(CircleciOrb::parameter).collect(Collectors.joining(" ")));
            case "guard" -> GUARD.lines().toList();
            // Its first line names an interpreter, which is the job's affair here.
            case "boot" -> read("command/boot/machine-id.sh").lines().skip(1).toList();
            case "common" ->
                read(FOLDER + "/skeleton/scripts/common.sh").lines().toList();
            default -> throw new IllegalArgumentException("no such piece: " + piece);
        };
    }

    private String read(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    private static Set<String> left(String script) {
        return switch (script) {
            case "scripts/login.sh" -> NOT_IN_LOGIN;
            case "scripts/renew.sh" -> NOT_IN_RENEW;
            case "scripts/exec.sh" -> NOT_IN_EXEC;
            default -> throw new IllegalArgumentException("no options for " + script);
        };
    }

    private List<OptionSpec> offered(String settings) {
        List<String> without = Arrays.asList(setting(settings, "without").split(",", -1));
        return options.stream()
                .filter(option -> !without.contains(option.snake()))
                .toList();
    }

    private static String setting(String settings, String name) {
        return Stream.of(settings.split(" ", -1))
                .filter(setting -> setting.startsWith(name + "="))
                .map(setting -> setting.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private static List<String> parameters(String renew, List<OptionSpec> offered) {
        List<String> lines = new ArrayList<>();
        for (OptionSpec option : offered) {
            List<String> own = CircleciForm.parameter(option);
            lines.addAll(
                    option.name().equals("renew")
                            ? own.stream()
                                    .map(line -> line.startsWith("  default:") ? "  default: " + renew : line)
                                    .toList()
                            : own);
        }
        return lines;
    }

    private static String parameter(OptionSpec option) {
        return "PARAM_" + option.snake().toUpperCase(Locale.ROOT);
    }

    /** Only what differs from the form's default is handed over, so that variables and files still count. */
    private List<String> arguments(Set<String> left) {
        List<String> lines = new ArrayList<>(List.of("set --"));
        for (OptionSpec option : options) {
            if (left.contains(option.name())) {
                continue;
            }
            String value = "${" + parameter(option) + ":-}";
            String add = "set -- \"$@\" ";
            if (option.type() == OptionType.FLAG) {
                boolean on = option.defaultOn(Platform.CIRCLECI).equals("true");
                lines.add("! " + (on ? "orb_unset" : "orb_flag") + " \"" + value + "\" || " + add + option.flag() + "="
                        + !on);
            } else {
                String preset = Wording.formDefault(option, Platform.CIRCLECI);
                String other = preset.isEmpty() ? "" : "[ \"" + value + "\" = " + preset + " ] || ";
                lines.add(other + "[ -z \"" + value + "\" ] || " + add + "\"" + option.flag() + "=$" + parameter(option)
                        + "\"");
            }
        }
        return lines;
    }
}
