package dev.machineid.core.request;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything one job asks for, checked; made by {@link RequestReader}.
 *
 * @param endpoint proxy or auth server
 * @param clusterName the root cluster's name if the job said it
 * @param tokenName the join token's name; empty where {@code secret-env} or {@code secret-file} alone says the token
 * @param proof how the job proves who it is
 * @param outputs at least one, without duplicates, in the order given
 * @param ttl asked and effective life
 * @param roles the subset of the bot's roles to ask for; empty for all of them
 * @param timeout one deadline over everything
 * @param rules the join token's YAML, to explain a refusal
 * @param config the configuration file, for reports
 */
public record MachineIdRequest(
        Endpoint endpoint,
        Optional<String> clusterName,
        String tokenName,
        ProofOptions proof,
        List<OutputSpec> outputs,
        TimeToLive ttl,
        List<String> roles,
        Guards guards,
        TrustOptions trust,
        DeliveryOptions delivery,
        Duration timeout,
        boolean renew,
        Optional<Path> rules,
        Optional<Path> config,
        boolean dryRun,
        boolean debug,
        boolean json) {
    public MachineIdRequest {
        outputs = List.copyOf(outputs);
        roles = List.copyOf(roles);
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("a request has at least one output");
        }
    }

    /** The join token's name as a report may show it: hidden where it looks like a secret. */
    public String shownTokenName() {
        return SecretShape.matches(tokenName) ? SecretShape.hint(tokenName) : tokenName;
    }

    /** Short, and without the token's name, which on some clusters is the secret itself. */
    @Override
    public String toString() {
        return "MachineIdRequest[" + endpoint.address() + ", " + shownTokenName() + ", " + outputs + "]";
    }
}
