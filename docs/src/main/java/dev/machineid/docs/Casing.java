package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.Platform;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How a platform writes an option's name. */
final class Casing {
    private static final Pattern HYPHENATED = Pattern.compile("[a-z]+(-[a-z]+)+");

    private Casing() {}

    /** Kebab case, but snake case in the orb and camel case in Jenkins. */
    static String name(OptionSpec spec, Platform platform) {
        return switch (platform) {
            case COMMAND, GITHUB, GITLAB, SPACELIFT -> spec.name();
            case CIRCLECI -> spec.snake();
            case JENKINS -> spec.camel();
        };
    }

    /** A help text with the options in it written as the platform writes them. */
    static String text(String help, Platform platform) {
        return HYPHENATED.matcher(help).replaceAll(word -> name(word, platform));
    }

    private static String name(MatchResult word, Platform platform) {
        return OptionCatalogue.find(word.group())
                .map(spec -> name(spec, platform))
                .orElse(word.group());
    }
}
