package io.jenkins.plugins.machineid;

import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.TimeToLive;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.machineid.config.PlanReader;
import io.jenkins.plugins.machineid.config.Rights;
import io.jenkins.plugins.machineid.config.Texts;
import io.jenkins.plugins.machineid.output.Output;
import io.jenkins.plugins.machineid.session.JoinPlace;
import io.jenkins.plugins.machineid.session.SessionFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code withMachineId(...) { }}: credentials for a Teleport cluster that live as long as the block. */
public final class MachineIdStep extends StepOptions {
    private List<Output> outputs = List.of();
    private String cluster = "";
    private String credentialsId = "";
    private String joinOn = "";
    private String daemonDirectory = "";

    @DataBoundConstructor
    public MachineIdStep() {
        // Everything has a default, in the configuration if not here.
    }

    public List<Output> getOutputs() {
        return outputs;
    }

    /** What to issue. */
    @DataBoundSetter
    public void setOutputs(List<Output> outputs) {
        this.outputs = List.copyOf(outputs);
    }

    public String getCluster() {
        return cluster;
    }

    /** A cluster of the configuration, by its name. */
    @DataBoundSetter
    public void setCluster(String cluster) {
        this.cluster = Texts.of(cluster);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    /** The credential with the id token or the join secret. */
    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Texts.of(credentialsId);
    }

    public String getJoinOn() {
        return joinOn;
    }

    /** {@code auto}, {@code agent} or {@code controller}. */
    @DataBoundSetter
    public void setJoinOn(String joinOn) {
        this.joinOn = Texts.of(joinOn);
    }

    public String getDaemonDirectory() {
        return daemonDirectory;
    }

    /** Where a daemon on the agent keeps credentials. */
    @DataBoundSetter
    public void setDaemonDirectory(String daemonDirectory) {
        this.daemonDirectory = Texts.of(daemonDirectory);
    }

    /** What this says by itself. */
    PlanReader.Said said() throws SessionFailure {
        Map<String, String> options = new LinkedHashMap<>();
        collect(options::put);
        try {
            options.put("outputs", outputs.stream().map(Output::entry).collect(Collectors.joining(" ")));
        } catch (MachineIdException explained) {
            throw SessionFailure.of(explained);
        }
        return new PlanReader.Said(options, cluster, credentialsId, joinOn, daemonDirectory);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new MachineIdExecution(this, context);
    }

    /** What the pipeline, the snippet generator and the forms know of the step. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "withMachineId";
        }

        @Override
        public String getDisplayName() {
            return "Teleport credentials for a block (Machine ID)";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        /** Neither workspace nor launcher: Declarative would not take the step as an option then. */
        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath @Nullable Item item, @QueryParameter String credentialsId) {
            return Rights.credentials(item, credentialsId);
        }

        @POST
        public ListBoxModel doFillJoinMethodItems(@AncestorInPath @Nullable Item item) {
            return Rights.choices(item, JoinMethod.names());
        }

        @POST
        public ListBoxModel doFillJoinOnItems(@AncestorInPath @Nullable Item item) {
            return Rights.choices(item, JoinPlace.words());
        }

        @POST
        public ListBoxModel doFillClusterItems(@AncestorInPath @Nullable Item item) {
            return Rights.choices(item, PlanReader.around(item).names());
        }

        @POST
        public FormValidation doCheckProxy(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
            return Rights.check(item, value, ClusterAddress::parse);
        }

        @POST
        public FormValidation doCheckTtl(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
            return Rights.check(item, value, TimeToLive::parse);
        }
    }
}
