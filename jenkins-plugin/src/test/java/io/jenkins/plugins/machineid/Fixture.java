package io.jenkins.plugins.machineid;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.Secret;
import io.jenkins.plugins.machineid.config.ClusterConfiguration;
import io.jenkins.plugins.machineid.config.MachineIdGlobal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** What the tests in a genuine Jenkins set up again and again. */
final class Fixture {
    static final String CREDENTIAL = "id-token";

    /** A shell step that reaches a node by the block's credentials, whatever blanks are in the path. */
    static final String SSH = "sh 'ssh -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 echo reached the node'";

    /** A shell step that lasts until somebody makes the file {@code go}. */
    static final String WAIT = "echo 'inside now'; sh 'set +x; until [ -e go ]; do sleep 0.2; done'";

    private static final Duration PATIENCE = Duration.ofSeconds(120);

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
        store.getCredentials()
                .removeIf(credentials -> credentials instanceof StringCredentialsImpl old
                        && old.getId().equals(id));
        store.getCredentials().add(new StringCredentialsImpl(CredentialsScope.GLOBAL, id, "", Secret.fromString(text)));
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

    static WorkflowRun fails(JenkinsRule jenkins, String name, String script) throws Exception {
        return jenkins.buildAndAssertStatus(hudson.model.Result.FAILURE, pipeline(jenkins, name, script));
    }

    /** Looks again until it is so. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("still not: " + what);
            }
            Thread.sleep(100);
        }
    }

    /** Every file of a block below a directory. */
    static List<Path> files(Path below) throws IOException {
        if (!Files.isDirectory(below)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(path -> path.toString().contains("machine-id"))
                    .filter(path -> !path.toString().contains("caches"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    static Path workspaces(JenkinsRule jenkins) {
        return jenkins.jenkins.getRootDir().toPath().resolve("workspace");
    }
}
