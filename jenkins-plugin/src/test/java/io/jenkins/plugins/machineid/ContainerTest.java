package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.Launcher;
import hudson.LauncherDecorator;
import hudson.Proc;
import hudson.model.Node;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Set;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.StepExecutions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundConstructor;

/** Steps that run where there is no Java, as in most containers. */
@WithJenkins
@Timeout(300)
class ContainerTest {
    @TempDir
    Path directory;

    @Test
    void block_whereThereIsNoJava_reachesTheNodeByOpenssl(JenkinsRule jenkins) throws Exception {
        try (Lab lab = Lab.start(directory.resolve("lab"))) {
            Fixture.configure(lab);

            WorkflowRun run = Fixture.passes(
                    jenkins,
                    "container",
                    "node { withoutJava { withMachineId(ssh: true) { " + Fixture.SSH
                            + "; sh 'grep -c openssl \"$MACHINE_ID_DIR\"/ssh_proxy_config' } } }");

            jenkins.assertLogContains("ssh will connect with openssl", run);
            jenkins.assertLogContains("reached the node", run);
            assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
        }
    }

    /** Starts what a container's launcher would, but nothing with the agent's Java. */
    public static final class WithoutJava extends Step {
        @DataBoundConstructor
        public WithoutJava() {
            // Nothing to say.
        }

        @Override
        public StepExecution start(StepContext context) {
            return StepExecutions.block(
                    context,
                    (body, invoker) -> invoker.withContext(
                            BodyInvoker.mergeLauncherDecorators(body.get(LauncherDecorator.class), new NoJava())));
        }

        @TestExtension
        public static final class DescriptorImpl extends StepDescriptor {
            @Override
            public String getFunctionName() {
                return "withoutJava";
            }

            @Override
            public boolean takesImplicitBlockArgument() {
                return true;
            }

            @Override
            public Set<? extends Class<?>> getRequiredContext() {
                return Set.of();
            }
        }
    }

    private static final class NoJava extends LauncherDecorator implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Launcher decorate(Launcher inner, Node node) {
            return new Launcher.DecoratedLauncher(inner) {
                @Override
                public Proc launch(ProcStarter starter) throws IOException {
                    if (starter.cmds().get(0).endsWith("/java")) {
                        throw new IOException("no java in this container");
                    }
                    return super.launch(starter);
                }
            };
        }
    }
}
