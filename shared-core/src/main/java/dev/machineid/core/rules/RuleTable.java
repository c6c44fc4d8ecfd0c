package dev.machineid.core.rules;

import dev.machineid.core.request.JoinMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Which claim each field of a join token's rules looks at, by join method (protocol facts, 2.4; the real server of v15). */
record RuleTable(Map<String, String> claimByField, Set<String> globs, Optional<IssuerField> issuer) {
    /** A field beside the rules that says whose id tokens are taken: {@code before}, its value or else {@code usual}, {@code after}. */
    record IssuerField(String name, String before, String usual, String after) {}

    private static final String CIRCLECI = "oidc.circleci.com/";

    /**
     * The same with what the join token's block changes: whose id tokens GitHub's are, and patterns where Spacelift's
     * are switched on.
     */
    RuleTable with(Map<String, Node> block) {
        if (claimByField.containsKey("repository_owner") && !block.containsKey("static_jwks")) {
            return new RuleTable(claimByField, globs, Optional.of(githubIssuer(block)));
        }
        boolean patterns = claimByField.containsKey("space_id") && YamlNodes.isTrue(block, "enable_glob_matching");
        return patterns ? new RuleTable(claimByField, Set.of("space_id", "caller_id"), issuer) : this;
    }

    private static IssuerField githubIssuer(Map<String, Node> block) {
        if (YamlNodes.text(block, "enterprise_server_host").isPresent()) {
            return new IssuerField("enterprise_server_host", "https://", "", "/_services/token");
        }
        String host = "token.actions.githubusercontent.com";
        return YamlNodes.text(block, "enterprise_slug").isPresent()
                ? new IssuerField("enterprise_slug", "https://" + host + "/", "", "")
                : new IssuerField("enterprise_slug", "https://", host, "");
    }

    /** Empty for a method whose proof carries no claims that are known here. */
    static Optional<RuleTable> of(JoinMethod method) {
        return switch (method) {
            case GITHUB ->
                known(
                        same(
                                "sub",
                                "repository",
                                "repository_owner",
                                "workflow",
                                "environment",
                                "actor",
                                "ref",
                                "ref_type"),
                        Set.of(),
                        null);
            case GITLAB ->
                known(
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
                        Set.of("sub", "ref", "namespace_path", "project_path"),
                        new IssuerField("domain", "https://", "gitlab.com", ""));
            case CIRCLECI ->
                known(
                        Map.of("project_id", CIRCLECI + "project-id", "context_id", CIRCLECI + "context-ids"),
                        Set.of(),
                        new IssuerField("organization_id", "https://oidc.circleci.com/org/", "", ""));
            case SPACELIFT ->
                known(
                        Map.of(
                                "space_id", "spaceId",
                                "caller_id", "callerId",
                                "caller_type", "callerType",
                                "scope", "scope"),
                        Set.of(),
                        new IssuerField("hostname", "https://", "", ""));
            case KUBERNETES -> known(Map.of("service_account", "sub"), Set.of(), null);
            default -> Optional.empty();
        };
    }

    private static Optional<RuleTable> known(
            Map<String, String> claims, Set<String> globs, @org.jspecify.annotations.Nullable IssuerField issuer) {
        return Optional.of(new RuleTable(claims, globs, Optional.ofNullable(issuer)));
    }

    private static Map<String, String> same(String... fields) {
        Map<String, String> claims = new LinkedHashMap<>();
        List.of(fields).forEach(field -> claims.put(field, field));
        return claims;
    }
}
