package dev.machineid.core.rules;

import static dev.machineid.core.rules.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.platform.IdToken;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.secret.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code rules} prints for the clouds. */
class CloudRulesTest {
    private static Map<?, ?> token(JobFacts job) {
        return Samples.document(Samples.plan(job, Samples.roles("access")).yaml(), "token");
    }

    private static String text(RulePlatform platform, Map<Fact, String> facts) {
        return Samples.plan(Samples.named(platform, facts), Samples.roles("access"))
                .yaml();
    }

    @Test
    void iam_ruleStandsInTheSpecificationItself() {
        Map<?, ?> token = token(Samples.named(
                RulePlatform.IAM,
                Map.of(
                        Fact.AWS_ACCOUNT, "123456789012",
                        Fact.AWS_ARN, "arn:aws:sts::123456789012:assumed-role/deploy/i-0abc")));
        assertThat(at(token, "spec.join_method")).isEqualTo("iam");
        assertThat(at(token, "spec.allow.0.aws_account")).isEqualTo("123456789012");
        assertThat(at(token, "spec.allow.0.aws_arn"))
                .as("another machine has another session")
                .isEqualTo("arn:aws:sts::123456789012:assumed-role/deploy/*");
        assertThat(at(token, "spec.iam")).isNull();
    }

    @Test
    void iam_asTerraform_hasTheSamePlace() {
        JobFacts job = Samples.named(RulePlatform.IAM, Map.of(Fact.AWS_ACCOUNT, "123456789012"));
        assertThat(Samples.plan(job, Samples.roles("access")).terraform())
                .contains("allow = [", "aws_account = \"123456789012\"")
                .doesNotContain("iam = {");
    }

    @Test
    void iam_accountAlone_saysHowToNarrowIt() {
        assertThat(text(RulePlatform.IAM, Map.of(Fact.AWS_ACCOUNT, "123456789012")))
                .contains("--aws-arn \"arn:aws:sts::123456789012:assumed-role/ROLE/*\"");
        assertThatThrownBy(() -> text(RulePlatform.IAM, Map.of(Fact.AWS_ACCOUNT, "acme")))
                .hasMessageContaining("not an account's number");
        assertThatThrownBy(() -> text(RulePlatform.IAM, Map.of())).hasMessageContaining("--aws-account");
    }

    @Test
    void iam_fromTheJobItself_saysWhereAccountAndArnAre() {
        Proof proof = new Proof.IamProof("the environment", "sts.amazonaws.com", Secret::of);
        assertThatThrownBy(() -> JobFacts.of(proof)).hasMessageContaining("AWS credentials do not say whose");
    }

    @Test
    void gcp_fromTheMachinesToken_takesProjectAccountAndRegion() {
        Map<?, ?> token = token(Samples.facts(
                JoinMethod.GCP,
                "{'email':'deployer@acme-prod.iam.gserviceaccount.com','google':{'compute_engine':{'project_id':"
                        + "'acme-prod','zone':'europe-west1-b'}}}"));
        assertThat(at(token, "spec.gcp.allow.0.project_ids")).isEqualTo(List.of("acme-prod"));
        assertThat(at(token, "spec.gcp.allow.0.service_accounts"))
                .isEqualTo(List.of("deployer@acme-prod.iam.gserviceaccount.com"));
        assertThat(at(token, "spec.gcp.allow.0.locations")).isEqualTo(List.of("europe-west1"));
    }

    @Test
    void gcp_fromAPodsToken_takesTheProjectFromTheAccount() {
        Map<?, ?> token = token(Samples.facts(JoinMethod.GCP, "{'email':'ci@acme-prod.iam.gserviceaccount.com'}"));
        assertThat(at(token, "spec.gcp.allow.0.project_ids")).isEqualTo(List.of("acme-prod"));
        assertThat(at(token, "spec.gcp.allow.0.locations")).isNull();
        assertThatThrownBy(() -> Samples.facts(JoinMethod.GCP, "{'email':'x@developer.gserviceaccount.com'}"))
                .hasMessageContaining("project_id");
    }

    @Test
    void gcp_projectAlone_saysHowToNarrowIt() {
        assertThat(text(RulePlatform.GCP, Map.of(Fact.GCP_PROJECT, "acme"))).contains("--gcp-account");
    }

    @Test
    void azure_fromTheIdentitysToken_takesSubscriptionAndGroupOfTheMachine() {
        String machine = "/subscriptions/sub-1/resourcegroups/ci/providers/Microsoft.Compute/virtualMachines/r";
        Proof.IdTokenProof any = (Proof.IdTokenProof) Samples.proof(
                JoinMethod.GITLAB,
                "{'xms_mirid':'/subscriptions/sub-2/resourcegroups/ids/providers/x','xms_az_rid':'" + machine + "'}");
        IdToken access = any.token();
        Map<?, ?> token = token(JobFacts.of(new Proof.AzureProof(access, nonce -> {
            throw new AssertionError("no document is needed for a rule");
        })));
        assertThat(at(token, "spec.azure.allow.0.subscription")).isEqualTo("sub-1");
        assertThat(at(token, "spec.azure.allow.0.resource_groups")).isEqualTo(List.of("ci"));
    }

    @Test
    void azure_subscriptionAlone_saysHowToNarrowIt() {
        assertThat(text(RulePlatform.AZURE, Map.of(Fact.SUBSCRIPTION, "s")))
                .contains("--resource-group", "virtualMachines/read");
    }

    @Test
    void everyCloud_getsANameFromWhatTellsItsJobsApart() {
        assertThat(RulesPlan.defaultName(Samples.named(
                        RulePlatform.IAM, Map.of(Fact.AWS_ARN, "arn:aws:sts::1:assumed-role/Deploy-App/x"))))
                .isEqualTo("deploy-app");
        assertThat(RulesPlan.defaultName(
                        Samples.named(RulePlatform.GCP, Map.of(Fact.GCP_ACCOUNT, "ci@acme.iam.gserviceaccount.com"))))
                .isEqualTo("ci");
        assertThat(RulesPlan.defaultName(Samples.named(RulePlatform.AZURE, Map.of(Fact.RESOURCE_GROUP, "ci-vms"))))
                .isEqualTo("ci-vms");
    }
}
