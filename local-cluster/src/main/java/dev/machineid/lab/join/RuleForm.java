package dev.machineid.lab.join;

import java.util.List;
import java.util.Map;

/** What a rule must name at least, or the real server does not take the join token. */
final class RuleForm {
    private static final Map<JoinMethod, List<List<String>>> ONE_OF_EACH = Map.of(
            JoinMethod.AZURE_DEVOPS, List.of(List.of("sub", "project_name", "project_id")),
            JoinMethod.BITBUCKET, List.of(List.of("workspace_uuid", "repository_uuid")),
            JoinMethod.TERRAFORM_CLOUD,
                    List.of(
                            List.of("organization_id", "organization_name"),
                            List.of("project_id", "project_name", "workspace_id", "workspace_name")),
            JoinMethod.ENV0, List.of(List.of("organization_id"), List.of("project_id", "project_name")));

    private RuleForm() {}

    /** Fails with what is missing. */
    static void check(JoinMethod method, Map<String, String> rule) {
        for (List<String> alternatives : ONE_OF_EACH.getOrDefault(method, List.of())) {
            if (alternatives.stream().noneMatch(rule::containsKey)) {
                throw new IllegalArgumentException(
                        method.word() + " rules need at least one of " + String.join(", ", alternatives));
            }
        }
    }
}
