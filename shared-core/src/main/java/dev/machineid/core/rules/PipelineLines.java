package dev.machineid.core.rules;

import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import java.util.ArrayList;
import java.util.List;

/** What goes into the pipeline, once the resources are there. */
final class PipelineLines {
    private PipelineLines() {}

    static List<String> of(RulesPlan plan) {
        List<String> lines = new ArrayList<>();
        String login = login(plan);
        String cluster = YamlText.scalar(plan.clusterName());
        switch (plan.job().platform()) {
            case GITHUB -> {
                lines.add("In the workflow's job:");
                lines.add("    permissions: { id-token: write, contents: read }");
                lines.add("    steps:");
                lines.add("      - run: " + YamlText.scalar(login + " --format dotenv --append \"$GITHUB_ENV\""));
            }
            case GITLAB -> {
                lines.add("In the job of .gitlab-ci.yml (aud is the cluster's name, without a port):");
                lines.add("    id_tokens: { MACHINE_ID_ID_TOKEN: { aud: " + cluster + " } }");
                lines.add("    script:");
                lines.add("      - " + YamlText.scalar("variables=$(" + login + ") || exit 1"));
                lines.add("      - " + YamlText.scalar("eval \"$variables\""));
            }
            case CIRCLECI -> {
                lines.add(
                        "In .circleci/config.yml: a context on the workflow's job (a job without one gets no id token),"
                                + " and a step:");
                lines.add("    - deploy: { context: [CONTEXT-NAME] }");
                lines.add("    - run: " + YamlText.scalar(login + " --append \"$BASH_ENV\""));
            }
            case SPACELIFT -> {
                lines.add("In the stack's hooks (the id token is there without more, in paid accounts):");
                lines.add("    before_init:");
                lines.add("      - " + YamlText.scalar("variables=$(" + login + ") || exit 1"));
                lines.add("      - " + YamlText.scalar("eval \"$variables\""));
            }
            case KUBERNETES -> {
                lines.add("In the pod: a projected token for the cluster's name, and the variable that leads to it:");
                lines.add(
                        "    volumes: [{ name: machine-id, projected: { sources: [{ serviceAccountToken: { path: token,"
                                + " audience: " + cluster + ", expirationSeconds: 600 } }] } }]");
                lines.add("    env: [{ name: KUBERNETES_TOKEN_PATH, value: /var/run/machine-id/token }]"
                        + "   # and mount the volume at /var/run/machine-id");
                lines.add("    " + login);
            }
            case AZURE_DEVOPS -> {
                lines.add(
                        "In azure-pipelines.yml, a step with the job's access token (no step has it unless it says so):");
                lines.add("    - script: "
                        + YamlText.scalar("variables=$(" + login + ") && eval \"$variables\" && ./deploy"));
                lines.add("      env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }");
            }
            case BITBUCKET -> {
                lines.add("In the step of bitbucket-pipelines.yml:");
                lines.add("    oidc: true");
                lines.add("    script:");
                lines.add("      - " + YamlText.scalar("variables=$(" + login + ") || exit 1"));
                lines.add("      - " + YamlText.scalar("eval \"$variables\""));
            }
            case TERRAFORM_CLOUD -> {
                lines.add("In the workspace, an environment variable; a run's id token is then in"
                        + " TFC_WORKLOAD_IDENTITY_TOKEN:");
                lines.add("    TFC_WORKLOAD_IDENTITY_AUDIENCE="
                        + plan.job().audience().orElse(plan.clusterName()));
                lines.add("In the hook of an agent, before plan and before apply:");
                lines.add("    " + login);
            }
            case ENV0 -> {
                lines.add("In the organization's policies of env zero: Enable OIDC during deployments. In env0.yaml:");
                lines.add("    deploy:");
                lines.add("      steps:");
                lines.add("        terraformPlan:");
                lines.add("          before:");
                lines.add("            - " + YamlText.scalar(login + " --format dotenv --append \"$ENV0_ENV\""));
            }
            case IAM -> {
                lines.add("In the job, which has the role's credentials (instance profile, task role, service account"
                        + " role, or variables):");
                lines.add("    " + login + " --join-method iam");
            }
            case GCP -> {
                lines.add("On the machine or pod with that service account:");
                lines.add("    " + login + " --join-method gcp");
            }
            case AZURE -> {
                lines.add("On the virtual machine, which has a managed identity:");
                lines.add("    " + login + " --join-method azure");
            }
            case GENERIC_OIDC -> {
                lines.add(
                        "In the job, with the id token in a variable (or --oidc-file, --oidc-command), for the audience "
                                + YamlText.quoted(AllowRule.audience(plan.job(), plan.tokenName(), plan.clusterName()))
                                + ":");
                lines.add("    " + login + " --join-method generic_oidc --oidc-env ID_TOKEN");
            }
            case JENKINS -> {
                lines.add("In Jenkins: a credential \"OpenID Connect id token\" with the audience "
                        + YamlText.quoted(AllowRule.audience(plan.job(), plan.tokenName(), plan.clusterName()))
                        + ", then in the pipeline:");
                lines.add("    withCredentials([string(credentialsId: 'machine-id', variable: 'ID_TOKEN')]) {");
                lines.add("      sh '" + groovy(login + " --join-method generic_oidc --oidc-env ID_TOKEN") + "'");
                lines.add("    }");
            }
            case TOKEN -> {
                lines.add("In the job, with the secret in a variable of the platform's secret store:");
                lines.add("    " + login + " --join-method token --secret-env JOIN_SECRET");
                lines.add(
                        "The secret works once. A machine that stays keeps the identity from run to run, so that it needs"
                                + " no new one: --state-directory /var/lib/machine-id/" + plan.name());
            }
            case BOUND_KEYPAIR -> {
                lines.add("On the machine, whose state directory holds the key pair:");
                if (plan.job().get(Fact.PUBLIC_KEY).isEmpty()) {
                    lines.add("The cluster makes a registration secret, which the first login needs in JOIN_SECRET:");
                    lines.add("    tctl get token/" + plan.tokenName()
                            + " --format=json   # .[0].status.bound_keypair.registration_secret");
                }
                lines.add("    " + login + " --join-method bound_keypair --state-directory /var/lib/machine-id/"
                        + plan.name()
                        + (plan.job().get(Fact.PUBLIC_KEY).isEmpty() ? " --secret-env JOIN_SECRET" : ""));
            }
        }
        if (plan.clusterUnknown() && lines.stream().anyMatch(line -> line.contains(RulesPlan.SOME_CLUSTER))) {
            lines.add("Put the cluster's name in place of " + RulesPlan.SOME_CLUSTER
                    + " everywhere above (tctl status shows it), or give --cluster-name.");
        }
        return lines;
    }

    private static String groovy(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }

    private static String login(RulesPlan plan) {
        StringBuilder line = new StringBuilder("machine-id login --proxy ")
                .append(ShellWord.of(plan.proxy().orElse("teleport.example.com")));
        if (!plan.secret()) {
            line.append(" --token ").append(plan.tokenName());
        }
        for (OutputSpec output : plan.grants().outputs()) {
            if (output.kind() == OutputKind.IDENTITY) {
                continue;
            }
            boolean plainSsh = output.kind() == OutputKind.SSH
                    && output.name().isEmpty()
                    && output.settings().isEmpty();
            line.append(plainSsh ? " --ssh" : " --outputs " + ShellWord.of(output.toString()));
        }
        plan.grants().life().ifPresent(life -> line.append(" --ttl ").append(life));
        return line.toString();
    }
}
