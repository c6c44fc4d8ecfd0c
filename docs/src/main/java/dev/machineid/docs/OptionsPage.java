package dev.machineid.docs;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.OutputHelp;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.Platform;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The manual's page of all options. */
final class OptionsPage {
    private static final String OPENING = """
            # Options

            The same words on every platform, each in its platform's casing. A value is taken from the first of these
            places that has one: the command line or the platform's form, the variable `MACHINE_ID_OPT_<NAME>`, the
            configuration file, the default. No option takes a secret by value: `token` is the join token's name, and
            a secret lies in a variable or a file that an option names.

            ## All options

            | option | value | default | meaning | example | where |
            |---|---|---|---|---|---|
            """;

    private OptionsPage() {}

    static Page page() {
        StringBuilder text = new StringBuilder("<!-- " + Page.NOTE + " -->\n").append(OPENING);
        OptionCatalogue.all().forEach(spec -> text.append(row(cells(spec))));
        text.append("\n## Casing\n\nOne rule for each place; the option `join-method` as it is written there:\n\n");
        text.append(row(List.of("place", "written"))).append("|---|---|\n");
        casing().forEach(cells -> text.append(row(cells)));
        text.append("\n## Kinds of outputs\n\n");
        text.append(row(List.of("kind", "written", "in this version", "who reads it", "what breaks it")))
                .append("|---|---|---|---|---|\n");
        for (OutputKind kind : OutputKind.values()) {
            String state = OutputKind.supported().contains(kind) ? "yes" : "not yet";
            text.append(row(List.of(
                    code(kind.word()), kind.form(), state, OutputHelp.readers(kind), OutputHelp.breakers(kind))));
        }
        text.append("\n## Join methods\n\n");
        text.append(JoinMethod.names().stream().map(OptionsPage::code).collect(Collectors.joining(", ")));
        return new Page("options.md", text + ".\n");
    }

    private static List<String> cells(OptionSpec spec) {
        String others =
                spec.aliases().stream().map(alias -> ", also " + code(alias)).collect(Collectors.joining());
        return List.of(
                "<a id=\"" + spec.name() + "\"></a>" + code(spec.name()) + others,
                value(spec.type()),
                preset(spec),
                spec.help(),
                code(spec.example()),
                spec.platforms().equals(Platform.ALL) ? "everywhere" : places(spec.platforms()));
    }

    private static String value(OptionType type) {
        return switch (type) {
            case TEXT -> "text";
            case FLAG -> "`true` or `false`";
            case DURATION -> "`90s`, `30m`, `1h30m`";
            case LIST -> "words, with blanks, commas, `;` or newlines between them";
            case PATH -> "path";
            case ENV_NAME -> "name of a variable";
            case ADDRESS -> "`host[:port]`";
            case CLUSTER -> "name, without scheme or port";
            case JOIN_METHOD -> "[join method](#join-methods)";
            case COMMAND -> "program and arguments, quoted as in a shell";
            case OUTPUTS -> "[outputs](#kinds-of-outputs), with blanks, `;` or newlines between them";
        };
    }

    private static String preset(OptionSpec spec) {
        if (spec.required()) {
            return "required";
        }
        String text = spec.defaultValue().isEmpty() ? "" : code(spec.defaultValue());
        return spec.trueOn().isEmpty() ? text : text + "; `true` in " + places(spec.trueOn());
    }

    private static List<List<String>> casing() {
        OptionSpec spec = OptionCatalogue.find("join-method").orElseThrow();
        return List.of(
                List.of("program", code(spec.flag())),
                List.of("environment", code(spec.environmentName())),
                List.of(
                        "configuration file, " + places(List.of(Platform.GITHUB, Platform.GITLAB, Platform.SPACELIFT)),
                        code(Casing.name(spec, Platform.GITHUB))),
                List.of(place(Platform.CIRCLECI), code(Casing.name(spec, Platform.CIRCLECI))),
                List.of(place(Platform.JENKINS), code(Casing.name(spec, Platform.JENKINS))));
    }

    private static String places(Collection<Platform> platforms) {
        return Arrays.stream(Platform.values())
                .filter(platforms::contains)
                .map(OptionsPage::place)
                .collect(Collectors.joining(", "));
    }

    private static String place(Platform platform) {
        return switch (platform) {
            case COMMAND -> "program";
            case GITHUB -> "GitHub Actions";
            case GITLAB -> "GitLab CI";
            case CIRCLECI -> "CircleCI";
            case SPACELIFT -> "Spacelift";
            case JENKINS -> "Jenkins";
        };
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
