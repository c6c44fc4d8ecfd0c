package dev.machineid.core.platform;

import dev.machineid.core.report.SafeText;
import dev.machineid.core.secret.Secret;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an id token says, read without checking its signature: only the cluster can, and only it decides.
 *
 * <p>Claims of nested objects are named by their path, {@code kubernetes.io/namespace}; a list has several values.
 */
public final class Claims {
    /** The most bytes of a token. */
    public static final int LARGEST = 64 * 1024;

    private static final int SHOWN = 200;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,20})?");

    /** Claims that say who the job is and are no secret, in the order they are shown; everything else is left out. */
    private static final List<String> SAFE = List.of(
            "iss",
            "aud",
            "sub",
            "iat",
            "nbf",
            "exp",
            // GitHub
            "repository",
            "repository_id",
            "repository_owner",
            "repository_owner_id",
            "repository_visibility",
            "ref",
            "ref_type",
            "ref_protected",
            "environment",
            "workflow",
            "workflow_ref",
            "job_workflow_ref",
            "event_name",
            "actor",
            "head_ref",
            "base_ref",
            "runner_environment",
            "enterprise",
            "run_id",
            "run_attempt",
            // GitLab
            "namespace_path",
            "project_path",
            "project_id",
            "namespace_id",
            "project_visibility",
            "pipeline_source",
            "pipeline_id",
            "job_id",
            "user_login",
            "environment_protected",
            "deployment_tier",
            "ci_config_ref_uri",
            "ci_config_sha",
            // CircleCI
            "oidc.circleci.com/project-id",
            "oidc.circleci.com/context-ids",
            "oidc.circleci.com/vcs-origin",
            "oidc.circleci.com/vcs-ref",
            // Spacelift
            "spaceId",
            "callerType",
            "callerId",
            "runType",
            "runId",
            "scope",
            // Kubernetes
            "kubernetes.io/namespace",
            "kubernetes.io/serviceaccount/name",
            "kubernetes.io/pod/name",
            // Azure DevOps; the names are parts of sub
            "org_id",
            "prj_id",
            "def_id",
            "rpo_id",
            "rpo_uri",
            "rpo_ver",
            "rpo_ref",
            "project_name",
            "pipeline_name",
            // Bitbucket
            "workspaceUuid",
            "repositoryUuid",
            "pipelineUuid",
            "stepUuid",
            "deploymentEnvironmentUuid",
            "branchName",
            // HCP Terraform
            "terraform_organization_id",
            "terraform_organization_name",
            "terraform_project_id",
            "terraform_project_name",
            "terraform_workspace_id",
            "terraform_workspace_name",
            "terraform_full_workspace",
            "terraform_run_id",
            "terraform_run_phase",
            // env zero
            "organizationId",
            "projectId",
            "projectName",
            "templateId",
            "templateName",
            "environmentId",
            "environmentName",
            "workspaceName",
            "deploymentLogId",
            "deploymentType",
            "env0Tag",
            // Google Cloud
            "email",
            "google/compute_engine/project_id",
            "google/compute_engine/zone",
            "google/compute_engine/instance_name",
            // Azure
            "tid",
            "xms_mirid",
            "xms_az_rid",
            "location",
            "subscription",
            "resource_group",
            // Buildkite
            "organization_slug",
            "pipeline_slug",
            "build_number",
            "build_branch",
            "step_key");

    private final Map<String, List<String>> values;

    Claims(Map<String, List<String>> values) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        values.forEach((name, list) -> copy.put(name, List.copyOf(list)));
        this.values = copy;
    }

    /**
     * Reads the payload of a compact JSON Web Token, at most 64 KiB, without duplicate names or deep nesting.
     *
     * @throws dev.machineid.core.report.ProofException PLATFORM_TOKEN_MALFORMED, without any of its content
     */
    public static Claims parse(Secret jwt) {
        return new Claims(ClaimsReader.read(jwt));
    }

    /** The same and one more claim, in place of one of that name. */
    public Claims with(String name, String value) {
        return with(name, List.of(value));
    }

    /** The same with a claim of several values. */
    public Claims with(String name, List<String> several) {
        Map<String, List<String>> more = new LinkedHashMap<>(values);
        more.put(name, List.copyOf(several));
        return new Claims(more);
    }

    /** Of a job that shows no token. */
    public static Claims none() {
        return new Claims(Map.of());
    }

    public Optional<String> issuer() {
        return text("iss");
    }

    /** One or more; empty where the token says none. */
    public List<String> audience() {
        return values("aud");
    }

    public Optional<String> subject() {
        return text("sub");
    }

    public Optional<Instant> issuedAt() {
        return time("iat");
    }

    public Optional<Instant> expiresAt() {
        return time("exp");
    }

    public Optional<Instant> notBefore() {
        return time("nbf");
    }

    /** The first value of a claim, by its path. */
    public Optional<String> text(String name) {
        return values(name).stream().findFirst();
    }

    /** Every value of a claim, by its path; empty where it is absent. */
    public List<String> values(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** Whether the claim of this path says who the job is, and is no secret. */
    public static boolean isSafe(String name) {
        return SAFE.contains(name);
    }

    /** Lines {@code name = value} of the claims that are safe to print, escaped, at most 200 characters a value. */
    public List<String> safeSubset() {
        List<String> lines = new ArrayList<>();
        for (String name : SAFE) {
            if (values.containsKey(name)) {
                lines.add(name + " = " + SafeText.line(shown(name), SHOWN));
            }
        }
        return lines;
    }

    private String shown(String name) {
        boolean isTime = name.equals("iat") || name.equals("nbf") || name.equals("exp");
        String text = String.join(", ", values(name));
        return isTime ? time(name).map(moment -> text + " (" + moment + ")").orElse(text) : text;
    }

    private Optional<Instant> time(String name) {
        return text(name)
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Instant.ofEpochSecond(new BigDecimal(text).longValue()));
    }

    /** The names only. */
    @Override
    public String toString() {
        return "Claims" + values.keySet();
    }
}
