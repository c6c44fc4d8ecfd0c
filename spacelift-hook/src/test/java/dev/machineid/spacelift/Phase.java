package dev.machineid.spacelift;

import java.util.Locale;

/** A part of a run, with hooks before and after it. */
enum Phase {
    INIT,
    PLAN,
    APPLY,
    PERFORM,
    DESTROY;

    String before() {
        return "before_" + name().toLowerCase(Locale.ROOT);
    }

    String after() {
        return "after_" + name().toLowerCase(Locale.ROOT);
    }
}
