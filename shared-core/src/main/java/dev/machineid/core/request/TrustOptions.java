package dev.machineid.core.request;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whom to trust: a PEM file instead of the system's roots, and pins of the cluster's authority; both may be absent. */
public record TrustOptions(Optional<Path> caFile, List<CaPin> caPins) {
    public TrustOptions {
        caPins = List.copyOf(caPins);
    }
}
