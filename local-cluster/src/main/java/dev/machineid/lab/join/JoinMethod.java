package dev.machineid.lab.join;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The join methods this cluster knows, and which claim each rule field of a join token looks at. */
@SuppressWarnings("ImmutableEnumChecker") // the collections are made unmodifiable below
public enum JoinMethod {
    TOKEN("token", Map.of(), Set.of()),
    GITHUB(
            "github",
            same("sub", "repository", "repository_owner", "workflow", "environment", "actor", "ref", "ref_type"),
            Set.of()),
    GITLAB(
            "gitlab",
            same(
                    "sub",
                    "ref",
                    "namespace_path",
                    "project_path",
                    "ref_type",
                    "pipeline_source",
                    "environment",
                    "user_login",
                    "user_id",
                    "user_email",
                    "ci_config_sha",
                    "ci_config_ref_uri",
                    "deployment_tier",
                    "project_visibility",
                    "ref_protected",
                    "environment_protected"),
            Set.of("sub", "ref", "namespace_path", "project_path")),
    CIRCLECI(
            "circleci",
            Map.of(
                    "project_id", "oidc.circleci.com/project-id",
                    "context_id", "oidc.circleci.com/context-ids"),
            Set.of()),
    SPACELIFT(
            "spacelift",
            Map.of("space_id", "spaceId", "caller_id", "callerId", "caller_type", "callerType", "scope", "scope"),
            Set.of()),
    KUBERNETES("kubernetes", Map.of("service_account", "sub"), Set.of()),
    BOUND_KEYPAIR("bound_keypair", Map.of(), Set.of()),
    GENERIC_OIDC("generic_oidc", Map.of(), Set.of());

    private final String word;
    private final Map<String, String> claimByField;
    private final Set<String> globs;

    JoinMethod(String word, Map<String, String> claimByField, Set<String> globs) {
        this.word = word;
        this.claimByField = Map.copyOf(claimByField);
        this.globs = Set.copyOf(globs);
    }

    private static Map<String, String> same(String... fields) {
        return java.util.Arrays.stream(fields).collect(java.util.stream.Collectors.toUnmodifiableMap(f -> f, f -> f));
    }

    /** The word on the wire and in the token resource. */
    public String word() {
        return word;
    }

    /** The word in the real server's message about a join without a proof. */
    String title() {
        return switch (this) {
            case GITHUB -> "Github";
            case KUBERNETES -> "Kubernetes";
            case CIRCLECI -> "\"circleci\"";
            default -> word;
        };
    }

    /** The claim a rule field looks at; generic OIDC rules name claims directly. */
    Optional<String> claim(String field) {
        return this == GENERIC_OIDC ? Optional.of(field) : Optional.ofNullable(claimByField.get(field));
    }

    /** True if the field's value is a pattern with {@code *} and {@code ?}. */
    boolean isGlob(String field) {
        return globs.contains(field);
    }
}
