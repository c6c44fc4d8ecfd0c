package dev.machineid.core.secret;

import java.util.List;
import java.util.Locale;

/** Names of variables that say that they hold a secret. */
public final class SecretNames {
    private static final List<String> WORDS = List.of("TOKEN", "JWT", "SECRET", "PASSWORD");

    /** Names of ours that sound like a secret's and hold none: the options, most of all {@code token}, a name. */
    private static final List<String> OPTIONS = List.of("MACHINE_ID_OPT_", "MACHINE_ID_INPUT_");

    /** The same in the orb, whose names begin like those of other orbs. */
    private static final String PARAMETER = "PARAM_TOKEN";

    private SecretNames() {}

    /** Whether the variable's name sounds like a secret's. */
    public static boolean soundsSecret(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        boolean ours = name.equals(PARAMETER) || OPTIONS.stream().anyMatch(name::startsWith);
        return !ours && WORDS.stream().anyMatch(name::contains);
    }
}
