package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AccessDeniedException3;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.machineid.config.ClusterConfiguration;
import java.net.URL;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

class PermissionTest extends LabCase {
    private ClusterConfiguration.DescriptorImpl form() {
        return jenkins.jenkins.getDescriptorByType(ClusterConfiguration.DescriptorImpl.class);
    }

    private FormValidation test() {
        return form().doTestConnection(
                        null, lab.proxy(), "", lab.authority(), "deploy-jenkins", "", Fixture.CREDENTIAL);
    }

    @Test
    void connectionTest_showsClaimsAndTheJoinToken_withoutTheIdToken() throws Exception {
        FormValidation answer = test();

        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
        assertThat(answer.getMessage())
                .contains("found the cluster lab-root", "sub = https://jenkins.acme.example/job/app/")
                .contains("kind: token", "generic_oidc:")
                .doesNotContain("eyJ");
        FormValidation broken = form().doTestConnection(null, "localhost:1", "", "", "x", "", "");
        assertThat(broken.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(broken.getMessage()).contains("MID-1401");
    }

    @Test
    void somebodyWhoMayOnlyLook_learnsNothing() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));

        try (ACLContext as = ACL.as2(User.getById("reader", true).impersonate2())) {
            ListBoxModel credentials = form().doFillCredentialsIdItems(null, "mine");
            assertThat(credentials).extracting(option -> option.value).doesNotContain(Fixture.CREDENTIAL);
            MachineIdStep.DescriptorImpl step = jenkins.jenkins.getDescriptorByType(MachineIdStep.DescriptorImpl.class);
            assertThat(step.doFillClusterItems(null)).hasSize(1);
            assertThat(step.doFillCredentialsIdItems(null, ""))
                    .extracting(option -> option.value)
                    .doesNotContain(Fixture.CREDENTIAL);
            assertThat(form().doCheckProxy(null, "::::").kind).isEqualTo(FormValidation.Kind.OK);
            org.assertj.core.api.Assertions.assertThatThrownBy(this::test).isInstanceOf(AccessDeniedException3.class);
        }
        try (ACLContext as = ACL.as2(User.getById("admin", true).impersonate2())) {
            assertThat(form().doFillCredentialsIdItems(null, ""))
                    .extracting(option -> option.value)
                    .contains(Fixture.CREDENTIAL);
            assertThat(form().doCheckProxy(null, "::::").kind).isEqualTo(FormValidation.Kind.ERROR);
        }
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        String address = jenkins.getURL() + form().getDescriptorUrl() + "/testConnection";
        Page get = client.login("admin").getPage(new WebRequest(new URL(address), HttpMethod.GET));
        assertThat(get.getWebResponse().getStatusCode()).isGreaterThanOrEqualTo(400);
        Page reader = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login("reader")
                .getPage(new WebRequest(new URL(address), HttpMethod.POST));
        assertThat(reader.getWebResponse().getStatusCode()).isEqualTo(403);
    }

    @Test
    void snippetGenerator_writesWhatThePipelineReads() throws Exception {
        MachineIdStep step = new MachineIdStep();
        step.setCluster("lab");
        step.setRenew(false);
        step.setOutputs(java.util.List.of(
                new io.jenkins.plugins.machineid.output.SshOutput(),
                new io.jenkins.plugins.machineid.output.KubernetesOutput("staging")));

        String text = org.jenkinsci.plugins.structs.describable.DescribableModel.uninstantiate2_(step)
                .toString();

        assertThat(text)
                .contains("cluster=lab", "renew=false", "@ssh", "@kubernetes", "staging")
                .doesNotContain("ttl");
        JenkinsRule.WebClient client = jenkins.createWebClient();
        WebRequest request =
                new WebRequest(new URL(jenkins.getURL() + "pipeline-syntax/generateSnippet"), HttpMethod.POST);
        String json = "{'stapler-class':'" + MachineIdStep.class.getName() + "', '$class':'"
                + MachineIdStep.class.getName() + "', 'cluster':'lab', 'renew':true, 'outputs':{'stapler-class':'"
                + io.jenkins.plugins.machineid.output.KubernetesOutput.class.getName() + "', '$class':'"
                + io.jenkins.plugins.machineid.output.KubernetesOutput.class.getName() + "', 'name':'staging'}}";
        request.setRequestParameters(
                java.util.List.of(new org.htmlunit.util.NameValuePair("json", json.replace('\'', '"'))));
        client.addCrumb(request);
        String snippet = client.getPage(request).getWebResponse().getContentAsString();
        assertThat(snippet).startsWith("withMachineId(cluster: 'lab', outputs: [kubernetes('staging')]) {");
    }
}
