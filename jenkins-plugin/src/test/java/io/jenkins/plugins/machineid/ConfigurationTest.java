package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Result;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.machineid.config.ClusterConfiguration;
import io.jenkins.plugins.machineid.config.MachineIdFolder;
import io.jenkins.plugins.machineid.config.MachineIdGlobal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

class ConfigurationTest extends LabCase {
    private static ClusterConfiguration entry(String token) {
        ClusterConfiguration entry = new ClusterConfiguration("lab");
        entry.setToken(token);
        return entry;
    }

    private WorkflowJob in(Folder folder, String arguments) throws Exception {
        WorkflowJob job = folder.createProject(
                WorkflowJob.class, "job" + folder.getItems().size());
        job.setDefinition(new CpsFlowDefinition("node { withMachineId(" + arguments + ") { } }", true));
        return job;
    }

    @Test
    void folder_saysWhatIsDifferent_andTheNearestWins_unlessJenkinsForbidsIt() throws Exception {
        Folder outer = jenkins.createProject(Folder.class, "outer");
        Folder inner = outer.createProject(Folder.class, "inner");
        MachineIdFolder wrong = new MachineIdFolder();
        wrong.setClusters(List.of(entry("nobody-knows")));
        outer.addProperty(wrong);
        MachineIdFolder right = new MachineIdFolder();
        right.setClusters(List.of(entry("deploy-jenkins")));
        inner.addProperty(right);
        inner = jenkins.configRoundtrip(inner);
        assertThat(inner.getProperties()
                        .get(MachineIdFolder.class)
                        .getClusters()
                        .get(0)
                        .getToken())
                .isEqualTo("deploy-jenkins");

        WorkflowRun refused = jenkins.buildAndAssertStatus(Result.FAILURE, in(outer, ""));
        jenkins.assertLogContains("MID-1201", refused);
        jenkins.buildAndAssertSuccess(in(inner, ""));
        jenkins.buildAndAssertSuccess(in(outer, "token: 'deploy-jenkins'"));

        MachineIdGlobal.get().setOverridingForbidden(true);
        jenkins.buildAndAssertSuccess(in(outer, ""));
        WorkflowRun forbidden = jenkins.buildAndAssertStatus(Result.FAILURE, in(inner, "token: 'other'"));
        jenkins.assertLogContains("MID-1952", forbidden);
        WorkflowRun elsewhere =
                jenkins.buildAndAssertStatus(Result.FAILURE, in(inner, "proxy: 'evil.example.com', token: 'x'"));
        jenkins.assertLogContains("MID-1952", elsewhere);
        WorkflowRun unknown = jenkins.buildAndAssertStatus(Result.FAILURE, in(inner, "cluster: 'none'"));
        jenkins.assertLogContains("MID-1953", unknown);
    }

    @Test
    void code_isImportedAndExportedTheSame_andTheFormKeepsIt() throws Exception {
        Path yaml = Files.writeString(directory.resolve("casc.yaml"), """
                unclassified:
                  machineId:
                    overridingForbidden: true
                    clusters:
                      - name: "production"
                        proxy: "teleport.example.com:443"
                        token: "deploy"
                        credentialsId: "id-token"
                        joinMethod: "generic_oidc"
                        joinOn: "agent"
                        ttl: "30m"
                      - name: "staging"
                        proxy: "staging.example.com"
                """);

        ConfigurationAsCode.get().configure(yaml.toUri().toString());

        assertImported();
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        assertThat(exported.toString(StandardCharsets.UTF_8))
                .contains("machineId:", "overridingForbidden: true", "name: \"production\"")
                .contains("proxy: \"teleport.example.com:443\"", "credentialsId: \"id-token\"", "ttl: \"30m\"");
        jenkins.configRoundtrip();
        assertImported();
    }

    private static void assertImported() {
        MachineIdGlobal global = MachineIdGlobal.get();
        assertThat(global.isOverridingForbidden()).isTrue();
        assertThat(global.getClusters())
                .extracting(ClusterConfiguration::getName)
                .containsExactly("production", "staging");
        ClusterConfiguration first = global.getClusters().get(0);
        assertThat(first.getToken()).isEqualTo("deploy");
        assertThat(first.getCredentialsId()).isEqualTo("id-token");
        assertThat(first.getJoinMethod()).isEqualTo("generic_oidc");
        assertThat(first.getJoinOn()).isEqualTo("agent");
    }
}
