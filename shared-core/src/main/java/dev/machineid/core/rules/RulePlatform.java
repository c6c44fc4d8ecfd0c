package dev.machineid.core.rules;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.JoinMethod;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The places a job can run for which rules are written; each joins by one method. */
public enum RulePlatform {
    GITHUB(JoinMethod.GITHUB),
    GITLAB(JoinMethod.GITLAB),
    CIRCLECI(JoinMethod.CIRCLECI),
    SPACELIFT(JoinMethod.SPACELIFT),
    KUBERNETES(JoinMethod.KUBERNETES),
    AZURE_DEVOPS(JoinMethod.AZURE_DEVOPS),
    BITBUCKET(JoinMethod.BITBUCKET),
    TERRAFORM_CLOUD(JoinMethod.TERRAFORM_CLOUD),
    ENV0(JoinMethod.ENV0),
    IAM(JoinMethod.IAM),
    GCP(JoinMethod.GCP),
    AZURE(JoinMethod.AZURE),
    GENERIC_OIDC(JoinMethod.GENERIC_OIDC),
    /** Jenkins with the plugin OpenID Connect Provider. */
    JENKINS(JoinMethod.GENERIC_OIDC),
    /** Anywhere else: a secret that works once. */
    TOKEN(JoinMethod.TOKEN),
    /** A machine of one's own with a key pair of its own. */
    BOUND_KEYPAIR(JoinMethod.BOUND_KEYPAIR);

    private final JoinMethod method;

    RulePlatform(JoinMethod method) {
        this.method = method;
    }

    /** The join method of its jobs. */
    public JoinMethod method() {
        return method;
    }

    /** As it is written on the command line: {@code generic_oidc}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Every word, for help. */
    public static String words() {
        return Arrays.stream(values()).map(RulePlatform::word).collect(Collectors.joining(", "));
    }

    /**
     * The platform of that word; hyphens are as good as underscores.
     *
     * @throws InvalidRequestException {@link ErrorCode#INVALID_VALUE} naming all of them
     */
    public static RulePlatform parse(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(values())
                .filter(platform -> platform.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.INVALID_VALUE,
                        SafeText.quote(text) + " is not a platform that rules are written for",
                        "write one of " + words()));
    }

    /** The platform whose jobs join by that method. */
    static RulePlatform of(JoinMethod method) {
        return Arrays.stream(values())
                .filter(platform -> platform.method == method)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rules for join method " + method));
    }
}
