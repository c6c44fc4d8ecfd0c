package dev.machineid.action;

import dev.machineid.action.toolkit.ActionToolkit;
import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.Platform;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.Source;
import java.util.Optional;

/**
 * What stands below {@code with:}.
 *
 * @param options the words of the catalogue
 * @param script the input {@code run}: what alone gets the credentials
 * @param summary whether the run's page gets a card
 */
record Inputs(RawOptions options, Optional<String> script, boolean summary) {
    static Inputs read(ActionToolkit toolkit) {
        RawOptions.Builder options = RawOptions.builder();
        for (OptionSpec spec : OptionCatalogue.of(Platform.GITHUB)) {
            String value = value(toolkit, spec);
            if (!value.equals(preset(spec))) {
                options.put(spec.name(), value, Source.of(Source.Kind.ADAPTER_INPUT, spec.name()));
            }
        }
        return new Inputs(
                options.build(),
                Optional.of(toolkit.input("run")).filter(text -> !text.isEmpty()),
                !toolkit.input("summary").equalsIgnoreCase("false"));
    }

    /** Older workflows write a word's other name; the runner hands it over all the same. */
    private static String value(ActionToolkit toolkit, OptionSpec spec) {
        String value = toolkit.input(spec.name());
        for (String alias : spec.aliases()) {
            value = value.isEmpty() ? toolkit.input(alias) : value;
        }
        return value;
    }

    /** What the form says where the user said nothing; it must not stand before a variable or a file. */
    private static String preset(OptionSpec spec) {
        return spec.values().isEmpty() ? "" : spec.defaultOn(Platform.GITHUB);
    }
}
