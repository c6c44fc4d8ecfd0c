package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.Platform;

/**
 * The {@code parameters} of the orb's commands and jobs.
 *
 * <p>The type {@code env_var_name} is not used: its default must be a variable's name, so that none of them could be
 * left out.
 */
final class CircleciForm {
    private CircleciForm() {}

    static Page page() {
        Yaml yaml = new Yaml().open(0, "parameters");
        for (OptionSpec spec : OptionCatalogue.of(Platform.CIRCLECI)) {
            yaml.open(1, Casing.name(spec, Platform.CIRCLECI));
            String preset = Wording.formDefault(spec, Platform.CIRCLECI);
            if (spec.type() == OptionType.FLAG) {
                yaml.plain(2, "type", "boolean").plain(2, "default", preset);
            } else if (!spec.values().isEmpty()) {
                yaml.plain(2, "type", "enum").texts(2, "enum", spec.values()).text(2, "default", preset);
            } else {
                yaml.plain(2, "type", "string").text(2, "default", preset);
            }
            yaml.text(2, "description", Wording.description(spec, Platform.CIRCLECI));
        }
        return yaml.page("circleci-parameters.yml");
    }
}
