package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import java.util.List;

/** The provider that was chosen, and the methods of others that would have applied, in their order. */
public record Selection(ProofProvider provider, List<JoinMethod> alsoFound) {
    public Selection {
        alsoFound = List.copyOf(alsoFound);
    }
}
