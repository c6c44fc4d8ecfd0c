package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.Platform;

/**
 * The {@code parameters} of the plugin's manifest, and the {@code env} of its context that hands them to the hook.
 *
 * <p>A parameter that is not sensitive must have a default; a variable that is empty counts as not given.
 */
final class SpaceliftForm {
    private SpaceliftForm() {}

    static Page page() {
        Yaml yaml = new Yaml().open(0, "parameters");
        parameters(yaml, 1);
        env(yaml.open(0, "env"), 1);
        return yaml.page("spacelift-parameters.yml");
    }

    /** The entries of the list of parameters, without the note. */
    static String parameters() {
        return parameters(new Yaml(), 0).body();
    }

    /** The entries of the list of variables, without the note. */
    static String env() {
        return env(new Yaml(), 0).body();
    }

    private static Yaml parameters(Yaml yaml, int level) {
        for (OptionSpec spec : OptionCatalogue.of(Platform.SPACELIFT)) {
            String preset = Wording.formDefault(spec, Platform.SPACELIFT);
            boolean flag = spec.type() == OptionType.FLAG;
            yaml.text(level, "- name", Casing.name(spec, Platform.SPACELIFT))
                    .text(level + 1, "id", spec.snake())
                    .plain(level + 1, "type", flag ? "boolean" : "string")
                    .text(level + 1, "description", Wording.description(spec, Platform.SPACELIFT))
                    .plain(level + 1, "required", "false")
                    .plain(level + 1, "sensitive", "false");
            if (flag) {
                yaml.plain(level + 1, "default", preset);
            } else {
                yaml.text(level + 1, "default", preset);
            }
        }
        return yaml;
    }

    private static Yaml env(Yaml yaml, int level) {
        for (OptionSpec spec : OptionCatalogue.of(Platform.SPACELIFT)) {
            yaml.text(level, "- key", spec.environmentName()).text(level + 1, "value_from_parameter", spec.snake());
        }
        return yaml;
    }
}
