package dev.machineid.core.join;

import dev.machineid.core.request.JoinMethod;
import java.util.Map;
import java.util.Optional;

/** The methods that no older endpoint serves, with the first version of Teleport that has them. */
final class NewServiceOnly {
    private static final Map<JoinMethod, String> SINCE =
            Map.of(JoinMethod.GENERIC_OIDC, "18.11", JoinMethod.ENV0, "18.4", JoinMethod.BOUND_KEYPAIR, "18.0");

    private NewServiceOnly() {}

    /** The first version with that method; empty for a method that the older endpoint serves too. */
    static Optional<String> since(JoinMethod method) {
        return Optional.ofNullable(SINCE.get(method));
    }
}
