package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.Platform;

/** The {@code inputs} of the action's {@code action.yml}; every input is a text there. */
final class GithubForm {
    private GithubForm() {}

    static Page page() {
        Yaml yaml = new Yaml().open(0, "inputs");
        for (OptionSpec spec : OptionCatalogue.of(Platform.GITHUB)) {
            yaml.open(1, Casing.name(spec, Platform.GITHUB))
                    .text(2, "description", Wording.description(spec, Platform.GITHUB))
                    .plain(2, "required", "false")
                    .text(2, "default", Wording.formDefault(spec, Platform.GITHUB));
        }
        return yaml.page("github-action-inputs.yml");
    }
}
