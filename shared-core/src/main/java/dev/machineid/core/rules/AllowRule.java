package dev.machineid.core.rules;

import dev.machineid.core.report.SafeText;
import java.util.List;

/**
 * What a join token says of the jobs it lets in.
 *
 * @param yaml the block under the method's name, as {@code tctl create} takes it; empty fields for method token
 * @param terraform the same as the provider takes it
 * @param notes lines for whoever reads it before pasting
 */
record AllowRule(Tree.Fields yaml, Tree.Fields terraform, List<String> notes) {
    AllowRule {
        notes = List.copyOf(notes);
    }

    static AllowRule of(JobFacts job, String name, String cluster, String jwks) {
        return switch (job.platform()) {
            case GITHUB -> GitHubRule.of(job);
            case GITLAB -> GitLabRule.of(job);
            case CIRCLECI -> PlatformRules.circleci(job);
            case SPACELIFT -> PlatformRules.spacelift(job);
            case KUBERNETES -> PlatformRules.kubernetes(job, jwks);
            case AZURE_DEVOPS -> PipelineRules.azureDevOps(job);
            case BITBUCKET -> PipelineRules.bitbucket(job);
            case TERRAFORM_CLOUD -> TerraformRunRules.terraformCloud(job);
            case ENV0 -> TerraformRunRules.env0(job);
            case IAM -> CloudRules.iam(job);
            case GCP -> CloudRules.gcp(job);
            case AZURE -> CloudRules.azure(job);
            case GENERIC_OIDC, JENKINS -> PlatformRules.oidc(job, audience(job, name, cluster));
            case TOKEN -> same(Tree.fields(), List.of());
            case BOUND_KEYPAIR -> BoundKeypairRule.of(job);
        };
    }

    static AllowRule same(Tree.Fields block, List<String> notes) {
        return new AllowRule(block, block, notes);
    }

    /** One per cluster and join token, so that a token for one is worth nothing at another. */
    static String audience(JobFacts job, String name, String cluster) {
        return job.audience().orElse(cluster + "/" + name);
    }

    /** A value as a comment shows it. */
    static String shown(String value) {
        return SafeText.line(value, SafeText.QUOTE_LIMIT);
    }
}
