package dev.machineid.lab.issuer;

import dev.machineid.lab.cloud.AzureMachine;
import dev.machineid.lab.join.LabToken;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The token shapes of the platforms, for the project {@code acme/app} on branch {@code main}, matching the cluster's default join tokens. */
public final class Shapes {
    private Shapes() {}

    /** GitHub Actions with the classic {@code sub}, which names owner and repository; 5 minutes. */
    public static TokenShape github() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", "repo:acme/app:ref:refs/heads/main");
        claims.put("ref", "refs/heads/main");
        claims.put("ref_type", "branch");
        claims.put("sha", "5f1d8a0c0ffee0c0ffee0c0ffee0c0ffee0c0ffe");
        claims.put("repository", "acme/app");
        claims.put("repository_id", "1234");
        claims.put("repository_owner", "acme");
        claims.put("repository_owner_id", "99");
        claims.put("repository_visibility", "private");
        claims.put("actor", "octo");
        claims.put("actor_id", "7");
        claims.put("workflow", "deploy");
        claims.put("event_name", "push");
        claims.put("run_id", "4242");
        claims.put("run_attempt", "1");
        claims.put("runner_environment", "github-hosted");
        return new TokenShape(
                "https://token.actions.githubusercontent.com",
                List.of("teleport.cluster.local"),
                Duration.ofMinutes(5),
                Duration.ofMinutes(-5),
                claims);
    }

    /** GitHub Actions with the immutable {@code sub} of newer repositories, which adds the ids of owner and repository. */
    public static TokenShape githubImmutable() {
        return github().with("sub", "repo:acme@99/app@1234:ref:refs/heads/main");
    }

    /** GitLab CI; the audience is the cluster's name; 1 hour. */
    public static TokenShape gitlab(String clusterName) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", "project_path:acme/app:ref_type:branch:ref:main");
        claims.put("namespace_id", "72");
        claims.put("namespace_path", "acme");
        claims.put("project_id", "20");
        claims.put("project_path", "acme/app");
        claims.put("project_visibility", "private");
        claims.put("user_id", "1");
        claims.put("user_login", "octo");
        claims.put("user_email", "octo@acme.example");
        claims.put("pipeline_id", "574");
        claims.put("pipeline_source", "push");
        claims.put("job_id", "302");
        claims.put("ref", "main");
        claims.put("ref_type", "branch");
        claims.put("ref_protected", "true");
        return new TokenShape(
                "https://gitlab.com", List.of(clusterName), Duration.ofHours(1), Duration.ofSeconds(-5), claims);
    }

    /** CircleCI; the audience is the organization; 1 hour, no {@code nbf}. */
    public static TokenShape circleci() {
        String organization = LabToken.CIRCLECI_ORGANIZATION;
        String project = "11111111-0000-4000-8000-000000000001";
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", "org/" + organization + "/project/" + project + "/user/22222222-0000-4000-8000-000000000002");
        claims.put("oidc.circleci.com/project-id", project);
        claims.put("oidc.circleci.com/context-ids", List.of("33333333-0000-4000-8000-000000000003"));
        claims.put("oidc.circleci.com/vcs-origin", "github.com/acme/app");
        claims.put("oidc.circleci.com/vcs-ref", "refs/heads/main");
        return new TokenShape(
                "https://oidc.circleci.com/org/" + organization,
                List.of(organization),
                Duration.ofHours(1),
                null,
                claims);
    }

    /** Spacelift, with the scope {@code write}; issuer and audience are the tenant; 1 hour. */
    public static TokenShape spacelift() {
        return spacelift("write");
    }

    /** Spacelift, with this scope: {@code read} while a run plans that must be confirmed, else {@code write}. */
    public static TokenShape spacelift(String scope) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", "space:production:stack:app:run_type:TRACKED:scope:" + scope);
        claims.put("spaceId", "production");
        claims.put("callerType", "stack");
        claims.put("callerId", "app");
        claims.put("runType", "TRACKED");
        claims.put("runId", "01JD0000000000000000000000");
        claims.put("scope", scope);
        return new TokenShape(
                "https://" + LabToken.SPACELIFT_HOST,
                List.of(LabToken.SPACELIFT_HOST),
                Duration.ofHours(1),
                Duration.ofSeconds(-5),
                claims);
    }

    /** A projected, pod-bound Kubernetes service account token; the audience is the cluster's name; 10 minutes. */
    public static TokenShape kubernetes(String clusterName) {
        Map<String, Object> facts = Map.of(
                "namespace", "ci",
                "pod", Map.of("name", "runner-0", "uid", "44444444-0000-4000-8000-000000000004"),
                "serviceaccount", Map.of("name", "deployer", "uid", "55555555-0000-4000-8000-000000000005"));
        return new TokenShape(
                "https://kubernetes.default.svc.cluster.local",
                List.of(clusterName),
                Duration.ofMinutes(10),
                Duration.ZERO,
                Map.of("sub", "system:serviceaccount:ci:deployer", "kubernetes.io", facts));
    }

    /** A virtual machine of Google Cloud, in the metadata server's full format; 1 hour. */
    public static TokenShape gcp() {
        Map<String, Object> machine = Map.of(
                "project_id", "acme-prod",
                "project_number", 123456789012L,
                "zone", "europe-west1-b",
                "instance_id", "4242",
                "instance_name", "runner-0");
        return new TokenShape(
                "https://accounts.google.com",
                List.of("teleport.cluster.local"),
                Duration.ofHours(1),
                null,
                Map.of(
                        "sub", "112233445566778899000",
                        "azp", "112233445566778899000",
                        "email", "deployer@acme-prod.iam.gserviceaccount.com",
                        "email_verified", true,
                        "google", Map.of("compute_engine", machine)));
    }

    /** The token of an Azure machine's own identity, for Azure's management; 24 hours. */
    public static TokenShape azure() {
        return new TokenShape(
                "https://sts.windows.net/" + LabToken.AZURE_TENANT + "/",
                List.of("https://management.azure.com/"),
                Duration.ofHours(24),
                Duration.ofMinutes(-5),
                Map.of(
                        "tid",
                        LabToken.AZURE_TENANT,
                        "ver",
                        "1.0",
                        "sub",
                        "99999999-0000-4000-8000-000000000009",
                        "xms_mirid",
                        "/subscriptions/" + AzureMachine.SUBSCRIPTION
                                + "/resourcegroups/ci/providers/Microsoft.Compute/virtualMachines/runner-0"));
    }

    /** Jenkins with an OpenID Connect provider plugin; any issuer of that form serves as generic OIDC. */
    public static TokenShape jenkins(String clusterName) {
        return new TokenShape(
                "https://jenkins.acme.example/oidc",
                List.of(clusterName),
                Duration.ofHours(1),
                null,
                Map.of("sub", "https://jenkins.acme.example/job/app/", "build_number", 12));
    }
}
