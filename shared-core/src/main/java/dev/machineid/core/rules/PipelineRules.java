package dev.machineid.core.rules;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Azure Pipelines and Bitbucket Pipelines: by ids, which a new owner of a name does not get. */
final class PipelineRules {
    private PipelineRules() {}

    static AllowRule azureDevOps(JobFacts job) {
        List<String> notes = new ArrayList<>();
        job.get(Fact.REF).filter(ref -> !ref.startsWith("refs/")).ifPresent(ref -> {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "--ref " + SafeText.quote(ref) + " is not a full ref",
                    "write refs/heads/ in front of a branch, refs/tags/ in front of a tag");
        });
        Tree.Fields rule = Tree.fields()
                .put("project_id", job.require(Fact.PROJECT_ID))
                .put("definition_id", job.get(Fact.DEFINITION_ID))
                .put("repository_ref", job.get(Fact.REF));
        if (job.get(Fact.DEFINITION_ID).isEmpty()) {
            notes.add("This fits every pipeline of the project; add --definition-id NUMBER (System.DefinitionId).");
        }
        if (job.get(Fact.REF).isEmpty()) {
            notes.add("This fits every branch and pull request; add --ref refs/heads/main to narrow it.");
        } else {
            notes.add("Whoever may push to that branch can use this: protect it by a branch policy.");
        }
        notes.add("Join method azure_devops needs Teleport 17.5.1 or newer. organization_id is System.CollectionId.");
        return AllowRule.same(
                Tree.fields()
                        .put("organization_id", job.require(Fact.ORGANIZATION_ID))
                        .put("allow", Tree.items(rule)),
                notes);
    }

    static AllowRule bitbucket(JobFacts job) {
        String issuer = job.require(Fact.ISSUER);
        if (!issuer.startsWith("https://")) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "the issuer " + SafeText.quote(issuer) + " is not an https URL",
                    "write the Identity provider URL of Repository settings, OpenID Connect");
        }
        String audience = job.audience()
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.MISSING_OPTION,
                        "a rule for bitbucket needs --audience",
                        "add the Audience of Repository settings, OpenID Connect"));
        List<String> notes = new ArrayList<>();
        Tree.Fields rule = Tree.fields()
                .put("workspace_uuid", job.get(Fact.WORKSPACE_ID).map(PipelineRules::inBraces))
                .put("repository_uuid", inBraces(job.require(Fact.REPOSITORY_ID)))
                .put("deployment_environment_uuid", job.get(Fact.ENVIRONMENT_ID).map(PipelineRules::inBraces))
                .put("branch_name", job.get(Fact.REF).map(ref -> ref.replaceFirst("^refs/heads/", "")));
        if (job.get(Fact.REF).isEmpty() && job.get(Fact.ENVIRONMENT_ID).isEmpty()) {
            notes.add("This fits every branch, tag and pull request of the repository; add --ref main or"
                    + " --environment-id UUID to narrow it.");
        }
        if (job.get(Fact.ENVIRONMENT_ID).isPresent()) {
            notes.add("The token names an environment only if the step has the keyword deployment.");
        }
        notes.add("The id token must have this one audience: with several, the cluster refuses it.");
        return AllowRule.same(
                Tree.fields()
                        .put("identity_provider_url", issuer)
                        .put("audience", Optional.of(audience))
                        .put("allow", Tree.items(rule)),
                notes);
    }

    /** As the claims have it; shells and people lose the braces easily. */
    private static String inBraces(String uuid) {
        return uuid.startsWith("{") ? uuid : "{" + uuid + "}";
    }
}
