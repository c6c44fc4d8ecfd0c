package dev.machineid.command;

import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import java.util.List;
import java.util.Locale;

/**
 * One option of a verb's command line.
 *
 * @param value how help names the value; empty for a flag
 * @param preset the default as help shows it; empty for none
 * @param catalogued whether it is one of the catalogue's words, which a variable and a file can give too
 */
record Word(
        String name,
        List<String> aliases,
        String value,
        String preset,
        boolean required,
        String help,
        boolean catalogued) {
    Word {
        aliases = List.copyOf(aliases);
    }

    /** A word that only this program has. */
    static Word own(String name, String value, String help) {
        return new Word(name, List.of(), value, "", false, help, false);
    }

    /** A word of the catalogue. */
    static Word of(OptionSpec spec) {
        String value = spec.type() == OptionType.FLAG ? "" : spec.type().name().toUpperCase(Locale.ROOT);
        String preset = spec.type() == OptionType.FLAG ? "" : spec.defaultValue();
        return new Word(
                spec.name(), spec.aliases(), value.replace('_', '-'), preset, spec.required(), spec.help(), true);
    }

    boolean isFlag() {
        return value.isEmpty();
    }

    /** The same with another default, where a verb has its own. */
    Word preset(String other) {
        return new Word(name, aliases, value, other, required, help, catalogued);
    }
}
