package dev.machineid.core.request;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What the identity must be, or nothing is delivered; an empty set of roles means any. */
public record Guards(Optional<String> cluster, Optional<String> bot, Set<String> roles) {
    public Guards {
        roles = Collections.unmodifiableSet(new LinkedHashSet<>(roles));
    }
}
