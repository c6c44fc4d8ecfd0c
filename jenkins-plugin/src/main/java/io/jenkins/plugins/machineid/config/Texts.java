package io.jenkins.plugins.machineid.config;

import org.jspecify.annotations.Nullable;

/** Text from forms and files, where nothing may come as nothing at all. */
public final class Texts {
    private Texts() {}

    /** The text, or an empty one. */
    public static String of(@Nullable String text) {
        return text == null ? "" : text;
    }
}
