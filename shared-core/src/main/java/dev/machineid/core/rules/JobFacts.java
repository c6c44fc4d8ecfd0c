package dev.machineid.core.rules;

import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who a job is, as far as its platform says.
 *
 * @param audience the id token's audience where the job chooses it (generic_oidc); empty for the method's own
 * @param cluster the root cluster's name where the token's audience says it
 * @param fromToken whether the job's own id token said so, and not somebody's words
 */
public record JobFacts(
        RulePlatform platform,
        Map<Fact, String> values,
        Optional<String> audience,
        Optional<String> cluster,
        boolean fromToken) {
    private static final int LONGEST = 1024;

    /** @throws InvalidRequestException for a fact that another platform has, or a blank or very long one */
    public JobFacts {
        Map<Fact, String> copy = new EnumMap<>(Fact.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
        for (Map.Entry<Fact, String> fact : values.entrySet()) {
            check(platform, fact.getKey(), fact.getValue());
        }
    }

    /** What somebody says of a job; see {@link Fact} for the words of each platform. */
    public static JobFacts named(RulePlatform platform, Map<Fact, String> values, Optional<String> audience) {
        return new JobFacts(platform, values, audience, Optional.empty(), false);
    }

    /**
     * What the job's own proof says.
     *
     * @throws dev.machineid.core.report.ProofException PLATFORM_TOKEN_MALFORMED if the id token lacks what a rule needs
     */
    public static JobFacts of(Proof proof) {
        if (proof instanceof Proof.IdTokenProof token) {
            return ClaimFacts.read(
                    RulePlatform.of(token.method()), token.token().claims());
        }
        if (proof instanceof Proof.AzureProof azure) {
            return ClaimFacts.read(RulePlatform.AZURE, azure.token().claims());
        }
        if (proof instanceof Proof.IamProof) {
            throw new InvalidRequestException(
                    ErrorCode.MISSING_OPTION,
                    "AWS credentials do not say whose they are",
                    "name the account and the arn that aws sts get-caller-identity prints: --platform iam --aws-account"
                            + " NUMBER --aws-arn ARN");
        }
        return named(RulePlatform.of(proof.method()), Map.of(), Optional.empty());
    }

    Optional<String> get(Fact fact) {
        return Optional.ofNullable(values.get(fact));
    }

    String require(Fact fact) {
        return get(fact)
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.MISSING_OPTION,
                        "a rule for " + platform.word() + " needs --" + fact.word(),
                        "add --" + fact.word() + " " + fact.value() + "; for this platform there are "
                                + String.join(", ", Fact.words(platform))));
    }

    private static void check(RulePlatform platform, Fact fact, String value) {
        if (!fact.isFor(platform)) {
            List<String> words = Fact.words(platform);
            throw new InvalidRequestException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "--" + fact.word() + " says nothing about a job of " + platform.word(),
                    words.isEmpty() ? "leave it out" : "for this platform there are " + String.join(", ", words));
        }
        if (value.isBlank() || value.length() > LONGEST) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "--" + fact.word() + " has no usable value: " + SafeText.quote(value),
                    "write " + fact.value());
        }
    }
}
