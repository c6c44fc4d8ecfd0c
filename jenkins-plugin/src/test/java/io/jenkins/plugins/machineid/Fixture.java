package io.jenkins.plugins.machineid;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.Secret;
import io.jenkins.plugins.machineid.config.ClusterConfiguration;
import io.jenkins.plugins.machineid.config.MachineIdGlobal;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** What the tests in a genuine Jenkins set up again and again. */
final class Fixture {
    static final String CREDENTIAL = "id-token";

    private Fixture() {}

    /** One configured cluster, and a credential that lets builds into it. */
    static void configure(Lab lab) throws Exception {
        credential(CREDENTIAL, lab.mint("jenkins"));
        MachineIdGlobal.get().setClusters(List.of(cluster(lab)));
    }

    static ClusterConfiguration cluster(Lab lab) {
        ClusterConfiguration cluster = new ClusterConfiguration("lab");
        cluster.setProxy(lab.proxy());
        cluster.setCertificates(lab.authority());
        cluster.setToken("deploy-jenkins");
        cluster.setCredentialsId(CREDENTIAL);
        return cluster;
    }

    static void credential(String id, String text) throws Exception {
        SystemCredentialsProvider store = SystemCredentialsProvider.getInstance();
        store.getCredentials().removeIf(credentials -> credentials instanceof StringCredentialsImpl old
                && old.getId().equals(id));
        store.getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, id, "", Secret.fromString(text)));
        store.save();
    }

    static WorkflowJob pipeline(JenkinsRule jenkins, String name, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    static WorkflowRun passes(JenkinsRule jenkins, String name, String script) throws Exception {
        return jenkins.buildAndAssertSuccess(pipeline(jenkins, name, script));
    }
}
