package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The join methods a Teleport cluster knows, by the names of its wire; not all of them are available here yet. */
public enum JoinMethod {
    /** Not a method: the cluster or the surroundings decide. */
    AUTO("auto", true),
    TOKEN("token", true),
    GITHUB("github", true),
    GITLAB("gitlab", true),
    CIRCLECI("circleci", true),
    SPACELIFT("spacelift", true),
    KUBERNETES("kubernetes", true),
    GENERIC_OIDC("generic_oidc", true),

    IAM("iam", true),
    GCP("gcp", true),
    AZURE("azure", true),
    BOUND_KEYPAIR("bound_keypair", true),
    AZURE_DEVOPS("azure_devops", true),
    BITBUCKET("bitbucket", true),
    TERRAFORM_CLOUD("terraform_cloud", true),
    ENV0("env0", true),
    TPM("tpm", false),
    ORACLE("oracle", false),
    EC2("ec2", false);

    private final String wireName;
    private final boolean available;

    JoinMethod(String wireName, boolean available) {
        this.wireName = wireName;
        this.available = available;
    }

    /** The name in a join token and on the wire: {@code generic_oidc}. */
    public String wireName() {
        return wireName;
    }

    /** Whether this build can join with it. */
    public boolean available() {
        return available;
    }

    /** Whether the bot's identity can be kept in a state directory from one run to the next. */
    public boolean keepsState() {
        return this == TOKEN || this == BOUND_KEYPAIR;
    }

    /** Whether the proof is an id token. */
    public boolean usesIdToken() {
        return available && this != AUTO && !keepsState() && this != IAM && this != AZURE;
    }

    /**
     * Reads the option {@code join-method}; hyphens are as good as underscores.
     *
     * @throws InvalidRequestException {@link ErrorCode#INVALID_VALUE} for an unknown name,
     *     {@link ErrorCode#METHOD_NOT_SUPPORTED} for one that is not available
     */
    public static JoinMethod parse(String text) {
        JoinMethod method = find(text.strip().toLowerCase(Locale.ROOT).replace('-', '_'))
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.INVALID_VALUE,
                        SafeText.quote(text) + " is not a join method",
                        "write one of " + availableNames()));
        if (!method.available) {
            throw new InvalidRequestException(
                    ErrorCode.METHOD_NOT_SUPPORTED,
                    "the join method " + method.wireName + " is not available in this version",
                    "write one of " + availableNames());
        }
        return method;
    }

    /**
     * The method a cluster named for a join token.
     *
     * @throws ProofException {@link ErrorCode#METHOD_NOT_SUPPORTED} with the name, if it is unknown or not available
     */
    public static JoinMethod ofServer(String name) {
        return find(name)
                .filter(method -> method.available && method != AUTO)
                .orElseThrow(() -> new ProofException(
                        ErrorCode.METHOD_NOT_SUPPORTED,
                        "the join token wants the join method " + SafeText.quote(name)
                                + ", which is not available in this version",
                        "use a join token with one of " + availableNames()));
    }

    private static Optional<JoinMethod> find(String name) {
        return Arrays.stream(values())
                .filter(method -> method.wireName.equals(name))
                .findFirst();
    }

    /** The names that {@code join-method} takes in this version, {@code auto} first. */
    public static List<String> names() {
        return Arrays.stream(values())
                .filter(JoinMethod::available)
                .map(JoinMethod::wireName)
                .toList();
    }

    private static String availableNames() {
        return String.join(", ", names());
    }

    @Override
    public String toString() {
        return wireName;
    }
}
