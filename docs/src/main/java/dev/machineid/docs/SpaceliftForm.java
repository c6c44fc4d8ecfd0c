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
        for (OptionSpec spec : OptionCatalogue.of(Platform.SPACELIFT)) {
            String preset = Wording.formDefault(spec, Platform.SPACELIFT);
            boolean flag = spec.type() == OptionType.FLAG;
            yaml.text(1, "- name", Casing.name(spec, Platform.SPACELIFT))
                    .text(2, "id", spec.snake())
                    .plain(2, "type", flag ? "boolean" : "string")
                    .text(2, "description", Wording.description(spec, Platform.SPACELIFT))
                    .plain(2, "required", "false")
                    .plain(2, "sensitive", "false");
            if (flag) {
                yaml.plain(2, "default", preset);
            } else {
                yaml.text(2, "default", preset);
            }
        }
        yaml.open(0, "env");
        for (OptionSpec spec : OptionCatalogue.of(Platform.SPACELIFT)) {
            yaml.text(1, "- key", spec.environmentName()).text(2, "value_from_parameter", spec.snake());
        }
        return yaml.page("spacelift-parameters.yml");
    }
}
