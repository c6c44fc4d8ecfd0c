package dev.machineid.core.join;

import dev.machineid.core.platform.Proof;
import dev.machineid.core.request.JoinMethod;
import java.util.Optional;

/** Finds the proof a join needs; a server of the new join service names the method, an older one does not. */
public interface ProofChoice {
    /** The method to ask the server for; empty where the join token is to decide. Fails if that proof has failed already. */
    Optional<JoinMethod> asked();

    /** The proof; the same one however often it is asked for, unless the server names another method. */
    Proof prove(Optional<JoinMethod> namedByServer);
}
