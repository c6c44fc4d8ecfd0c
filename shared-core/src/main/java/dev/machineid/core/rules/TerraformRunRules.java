package dev.machineid.core.rules;

import java.util.ArrayList;
import java.util.List;

/** HCP Terraform and env zero: organization, project and, where it is said, the one workspace or environment. */
final class TerraformRunRules {
    private TerraformRunRules() {}

    static AllowRule terraformCloud(JobFacts job) {
        List<String> notes = new ArrayList<>();
        Tree.Fields rule = Tree.fields()
                .put("organization_id", job.require(Fact.ORGANIZATION_ID))
                .put("project_id", job.require(Fact.PROJECT_ID))
                .put("workspace_id", job.get(Fact.WORKSPACE_ID))
                .put("run_phase", job.get(Fact.RUN_PHASE));
        if (job.get(Fact.WORKSPACE_ID).isEmpty()) {
            notes.add("This fits every workspace of the project; add --workspace-id ID.");
        }
        if (job.get(Fact.RUN_PHASE).isEmpty()) {
            notes.add("This fits plans too, which a pull request can start; --run-phase apply leaves them out.");
        } else {
            notes.add("run_phase is plan, then apply: a run that needs the cluster in both needs a second rule.");
        }
        if (job.get(Fact.HOSTNAME).isPresent()) {
            notes.add("A Terraform Enterprise of your own needs Teleport Enterprise.");
        }
        return AllowRule.same(
                Tree.fields()
                        .put("hostname", job.get(Fact.HOSTNAME))
                        .put("audience", job.audience())
                        .put("allow", Tree.items(rule)),
                notes);
    }

    static AllowRule env0(JobFacts job) {
        List<String> notes = new ArrayList<>();
        Tree.Fields rule = Tree.fields()
                .put("organization_id", job.require(Fact.ORGANIZATION_ID))
                .put("project_id", job.require(Fact.PROJECT_ID))
                .put("environment_id", job.get(Fact.ENVIRONMENT_ID))
                .put("deployment_type", job.get(Fact.DEPLOYMENT_TYPE));
        if (job.get(Fact.ENVIRONMENT_ID).isEmpty()) {
            notes.add("This fits every environment of the project; add --environment-id UUID.");
        }
        if (job.get(Fact.DEPLOYMENT_TYPE).isEmpty()) {
            notes.add("This fits prPlan too, which a pull request can start; --deployment-type deploy leaves it out.");
        } else {
            notes.add("deployment_type is one of deploy, destroy, prPlan, task: another kind needs a rule of its own.");
        }
        notes.add("Join method env0 needs Teleport 18.4 or newer.");
        return AllowRule.same(Tree.fields().put("allow", Tree.items(rule)), notes);
    }
}
