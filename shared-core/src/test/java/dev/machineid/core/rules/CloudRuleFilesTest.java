package dev.machineid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.request.JoinMethod;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudRuleFilesTest extends RuleFiles {
    private static final String VM =
            "\"email\":\"deployer@acme-prod.iam.gserviceaccount.com\",\"google\":{\"compute_engine\":"
                    + "{\"project_id\":\"acme-prod\",\"zone\":\"europe-west1-b\"}}";
    private static final String AZURE_VM = "\"xms_mirid\":\"/subscriptions/s-1/resourcegroups/CI/providers/"
            + "Microsoft.Compute/virtualMachines/runner\"";

    @ParameterizedTest
    @CsvSource({"europe-west1", "europe-west1-b"})
    void google_projectAccountAndPlace_fit(String place) throws IOException {
        assertThat(last(
                        JoinMethod.GCP,
                        "gcp",
                        "allow: [{project_ids: [other, acme-prod], locations: [" + place
                                + "], service_accounts: [deployer@acme-prod.iam.gserviceaccount.com]}]",
                        VM))
                .contains("fits as far as can be seen");
    }

    @Test
    void google_otherProject_isNamed() throws IOException {
        assertThat(last(JoinMethod.GCP, "gcp", "allow: [{project_ids: [acme-test]}]", VM))
                .contains("gcp.allow[0].project_ids", "the rule wants \"acme-test\"", "the job has \"acme-prod\"");
    }

    @Test
    void google_accountWithoutAMachine_hasItsOwnProject() throws IOException {
        assertThat(last(
                        JoinMethod.GCP,
                        "gcp",
                        "allow: [{project_ids: [acme-prod]}]",
                        "\"email\":\"deployer@acme-prod.iam.gserviceaccount.com\""))
                .contains("fits as far as can be seen");
    }

    @Test
    void azure_groupInAnotherCase_fits() throws IOException {
        assertThat(last(JoinMethod.AZURE, "azure", "allow: [{subscription: s-1, resource_groups: [Ci]}]", AZURE_VM))
                .contains("fits as far as can be seen");
    }

    @Test
    void azure_otherGroup_isNamed() throws IOException {
        assertThat(last(
                        JoinMethod.AZURE,
                        "azure",
                        "allow: [{subscription: s-1, resource_groups: [production]}]",
                        AZURE_VM))
                .contains("azure.allow[0].resource_groups", "\"production\"", "\"ci\"");
    }

    @Test
    void aws_rules_areShownAsTheyStand() throws IOException {
        List<String> lines = explain(
                JoinMethod.IAM,
                "iam",
                "allow: [{aws_account: '123456789012', aws_arn: 'arn:aws:sts::123456789012:assumed-role/x/*'}, {aws_account: '2'}]",
                "");

        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "iam.allow[0] wants aws_account \"123456789012\"",
                                "aws_arn \"arn:aws:sts::123456789012:assumed-role/x/*\""))
                .anySatisfy(line -> assertThat(line).contains("iam.allow[1] wants aws_account \"2\""));
    }

    @Test
    void aws_noRule_isSaid() throws IOException {
        assertThat(last(JoinMethod.IAM, "iam", "allow: []", "")).contains("no rule");
    }
}
