package dev.machineid.lab.core;

import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import java.util.List;
import java.util.Map;

/**
 * A platform's two commonest refusals: its job has no id token, or the join token's rule does not fit.
 *
 * @param title how the manual calls the platform
 * @param method the join method
 * @param variables those that tell of a job there
 * @param toSay words of the missing token's message: the line to write, and where
 * @param shape the id token that its jobs have
 * @param block the join token's block below {@code spec}, in one line of YAML, with one field that does not fit
 * @param remedy words of the wrong claim's message: the line to change, and to what
 */
record Denial(
        String title,
        String method,
        Map<String, String> variables,
        List<String> toSay,
        TokenShape shape,
        String block,
        String remedy) {
    static List<Denial> all() {
        return List.of(
                new Denial(
                        "GitHub Actions",
                        "github",
                        Map.of("GITHUB_ACTIONS", "true"),
                        List.of("permissions: { id-token: write", ".github/workflows", "forks"),
                        Shapes.github(),
                        "{allow: [{repository: acme/app, environment: production}]}",
                        "take out spec.github.allow[0].environment"),
                new Denial(
                        "GitLab CI",
                        "gitlab",
                        Map.of("GITLAB_CI", "true"),
                        List.of("id_tokens: { MACHINE_ID_ID_TOKEN: { aud: lab-root } }", ".gitlab-ci.yml", "fork"),
                        Shapes.gitlab("lab-root"),
                        "{allow: [{project_path: Acme/App, ref: main}]}",
                        "set spec.gitlab.allow[0].project_path to \"acme/app\""),
                new Denial(
                        "CircleCI",
                        "circleci",
                        Map.of("CIRCLECI", "true"),
                        List.of("context: [NAME]", ".circleci/config.yml", "fork"),
                        Shapes.circleci(),
                        "{organization_id: 0c1d2e3f-0000-4000-8000-00000000ac3e,"
                                + " allow: [{project_id: 99999999-0000-4000-8000-000000000009}]}",
                        "set spec.circleci.allow[0].project_id to \"11111111-0000-4000-8000-000000000001\""),
                new Denial(
                        "Spacelift",
                        "spacelift",
                        Map.of(),
                        List.of("paid Spacelift account", "-e SPACELIFT_OIDC_TOKEN"),
                        Shapes.spacelift("read"),
                        "{hostname: acme.app.spacelift.io, allow: [{space_id: production, scope: write}]}",
                        "set spec.spacelift.allow[0].scope to \"read\""),
                new Denial(
                        "Kubernetes pods",
                        "kubernetes",
                        Map.of(),
                        List.of(
                                "serviceAccountToken: { path: token, audience: lab-root",
                                "KUBERNETES_TOKEN_PATH",
                                "pod"),
                        Shapes.kubernetes("lab-root"),
                        "{type: static_jwks, allow: [{service_account: 'ci:builder'}]}",
                        "set spec.kubernetes.allow[0].service_account to \"ci:deployer\""),
                new Denial(
                        "Jenkins, and any other OIDC issuer",
                        "generic_oidc",
                        Map.of(),
                        List.of("oidc-env"),
                        Shapes.jenkins("lab-root"),
                        "{issuer: 'https://jenkins.acme.example/oidc', audience: lab-root,"
                                + " must_match_fields: {sub: 'https://jenkins.acme.example/job/deploy/'}}",
                        "set spec.generic_oidc.must_match_fields.sub to \"https://jenkins.acme.example/job/app/\""));
    }

    /** The join token as {@code tctl get} prints it. */
    String joinToken() {
        return "kind: token\nversion: v2\nmetadata:\n  name: " + token() + "\nspec:\n  roles: [Bot]\n  bot_name: ci\n"
                + "  join_method: " + method + "\n  " + method + ": " + block + "\n";
    }

    /** The join token's name. */
    String token() {
        return "deploy-" + method.replace('_', '-');
    }

    @Override
    public String toString() {
        return title;
    }
}
