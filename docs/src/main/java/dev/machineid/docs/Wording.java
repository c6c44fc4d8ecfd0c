package dev.machineid.docs;

import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The sentences and the default that the forms of the platforms share.
 *
 * <p>A form carries a default only where the platform's types demand one, for flags and choices; all other inputs are
 * empty unless said, and the core fills in. So a value that stands in the environment or in a configuration file still
 * counts, as long as an adapter hands over only what differs from its form's default. For the same reason, and because
 * {@code auth-server} can stand for {@code proxy}, no form makes an input mandatory: the core says what is missing.
 */
final class Wording {
    private Wording() {}

    /** The default in a form, empty for none. */
    static String formDefault(OptionSpec spec, Platform platform) {
        return spec.values().isEmpty() ? "" : spec.defaultOn(platform);
    }

    /** The help as one line of sentences, with what the form itself cannot show. */
    static String description(OptionSpec spec, Platform platform) {
        List<String> sentences = new ArrayList<>(List.of(help(spec, platform)));
        if (spec.required()) {
            sentences.add(required(platform));
        }
        choices(spec, platform).ifPresent(sentences::add);
        if (formDefault(spec, platform).isEmpty() && !spec.defaultValue().isEmpty()) {
            sentences.add("Default: " + spec.defaultValue() + ".");
        }
        if (spec.type() != OptionType.FLAG) {
            sentences.add("Example: " + spec.example());
        }
        return String.join(" ", sentences);
    }

    /** The help as a sentence. */
    static String help(OptionSpec spec, Platform platform) {
        String text = Casing.text(spec.help(), platform);
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }

    /** The choices as a sentence, for the platforms whose forms have no place for them. */
    static Optional<String> choices(OptionSpec spec, Platform platform) {
        boolean hasPlace = platform == Platform.GITLAB || platform == Platform.CIRCLECI;
        return hasPlace || spec.type() == OptionType.FLAG || spec.values().isEmpty()
                ? Optional.empty()
                : Optional.of("One of: " + String.join(", ", spec.values()) + ".");
    }

    /** Where a required value may stand. */
    static String required(Platform platform) {
        return platform == Platform.JENKINS
                ? "Required, here or in the configuration of the folder or of Jenkins."
                : "Required, here, in the environment or in the configuration file.";
    }
}
