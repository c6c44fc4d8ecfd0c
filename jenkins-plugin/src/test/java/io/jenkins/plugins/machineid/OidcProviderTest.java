package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import io.jenkins.plugins.machineid.config.ClusterConfiguration;
import io.jenkins.plugins.machineid.config.MachineIdGlobal;
import io.jenkins.plugins.oidc_provider.IdTokenStringCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@Timeout(300)
class OidcProviderTest {
    @TempDir
    Path directory;

    @Test
    void token_ofTheOpenIdConnectProvider_letsExactlyThatJobIn(JenkinsRule jenkins) throws Exception {
        IdTokenStringCredentials credentials = new IdTokenStringCredentials(CredentialsScope.GLOBAL, "oidc", "");
        credentials.setAudience("lab-root");
        SystemCredentialsProvider.getInstance().getCredentials().add(credentials);
        WorkflowJob job =
                Fixture.pipeline(jenkins, "deploy", "node { withMachineId(ssh: true) { " + Fixture.SSH + " } }");
        WorkflowJob other = Fixture.pipeline(jenkins, "other", "node { withMachineId { } }");
        String keys = jenkins.createWebClient()
                .goTo("oidc/jwks", "application/json")
                .getWebResponse()
                .getContentAsString();
        Path file = Files.writeString(directory.resolve("jwks.json"), keys);

        try (Lab lab = Lab.start(
                directory.resolve("lab"),
                "--oidc-issuer",
                jenkins.getURL() + "oidc",
                "--oidc-subject",
                job.getAbsoluteUrl(),
                "--oidc-jwks",
                file.toString())) {
            ClusterConfiguration cluster = Fixture.cluster(lab);
            cluster.setToken("deploy-oidc");
            cluster.setCredentialsId("oidc");
            MachineIdGlobal.get().setClusters(List.of(cluster));

            WorkflowRun run = jenkins.buildAndAssertSuccess(job);
            WorkflowRun refused = jenkins.buildAndAssertStatus(hudson.model.Result.FAILURE, other);

            jenkins.assertLogContains("joined by generic_oidc on the agent", run);
            jenkins.assertLogContains("reached the node", run);
            jenkins.assertLogContains("MID-1203", refused);
            assertThat(JenkinsRule.getLog(run)).doesNotContain("eyJ");
        }
    }
}
