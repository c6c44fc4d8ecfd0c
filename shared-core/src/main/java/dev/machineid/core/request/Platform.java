package dev.machineid.core.request;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The places whose forms are written from the option catalogue. */
public enum Platform {
    COMMAND,
    GITHUB,
    GITLAB,
    CIRCLECI,
    SPACELIFT,
    JENKINS;

    /** Every place. */
    public static final Set<Platform> ALL = Collections.unmodifiableSet(EnumSet.allOf(Platform.class));
}
