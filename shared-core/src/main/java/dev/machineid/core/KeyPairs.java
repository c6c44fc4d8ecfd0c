package dev.machineid.core;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.state.KeptState;
import dev.machineid.core.state.StateDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the key pair of the join method {@code bound_keypair} before there is a join token for it. */
public final class KeyPairs {
    private KeyPairs() {}

    /**
     * A new key pair in a state directory that has none; nothing leaves the machine.
     *
     * @param allowWorkspace whether the directory may lie in the job's workspace
     * @return the public half, an authorized_keys line without a comment
     * @throws InvalidRequestException KEYPAIR_EXISTS where there is a state already: its key may be bound to a join token
     */
    public static String create(JobEnvironment job, Path directory, boolean allowWorkspace) {
        try (StateDirectory state = StateDirectory.open(directory, CredentialStore.workspace(job, allowWorkspace))) {
            Optional<KeptState> there = state.read();
            if (there.isPresent()) {
                throw new InvalidRequestException(
                        ErrorCode.KEYPAIR_EXISTS,
                        "the state directory " + state.path() + " is in use for the join method "
                                + there.get().method(),
                        there.get().keyPairs().stream()
                                .map(key -> "public key: " + key.sshPublicLine())
                                .toList(),
                        "nothing was changed; name another directory, or remove this one if no join token needs its key",
                        null);
            }
            JobKey key = JobKey.p256();
            state.write(KeptState.empty(JoinMethod.BOUND_KEYPAIR.wireName()).bound(List.of(key), Optional.empty()));
            return key.sshPublicLine();
        }
    }
}
