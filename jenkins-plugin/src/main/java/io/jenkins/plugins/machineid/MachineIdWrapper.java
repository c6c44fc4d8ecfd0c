package io.jenkins.plugins.machineid;

import dev.machineid.core.report.ErrorCode;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildWrapper;
import hudson.tasks.BuildWrapperDescriptor;
import io.jenkins.plugins.machineid.config.PlanReader;
import io.jenkins.plugins.machineid.mask.BlockLogFilter;
import io.jenkins.plugins.machineid.mask.LiveMasks;
import io.jenkins.plugins.machineid.session.Plan;
import io.jenkins.plugins.machineid.session.SessionFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The same for freestyle jobs: credentials for all build steps, of one identity or several with prefixes of their own.
 *
 * <p>It has no symbol, because the step has it.
 */
public final class MachineIdWrapper extends BuildWrapper {
    private List<MachineIdStep> identities = List.of();

    @DataBoundConstructor
    public MachineIdWrapper() {
        // A constructor with one parameter could not be called with a named argument.
    }

    public List<MachineIdStep> getIdentities() {
        return identities;
    }

    /** Each is what a block of a pipeline would say. */
    @DataBoundSetter
    public void setIdentities(List<MachineIdStep> identities) {
        this.identities = List.copyOf(identities);
    }

    @Override
    @SuppressWarnings("rawtypes") // Jenkins' own signature
    public OutputStream decorateLogger(AbstractBuild build, OutputStream log) {
        return BlockLogFilter.live(build.getExternalizableId(), log);
    }

    @Override
    @SuppressWarnings("rawtypes") // Jenkins' own signature
    public Environment setUp(AbstractBuild build, Launcher launcher, BuildListener listener)
            throws IOException, InterruptedException {
        FilePath workspace = build.getWorkspace();
        if (workspace == null) {
            throw SessionFailure.of(
                    ErrorCode.JENKINS_NO_WORKSPACE, "this build has no workspace", "run it on an agent");
        }
        String maskKey = build.getExternalizableId();
        EnvVars variables = build.getEnvironment(listener);
        variables.remove("WORKSPACE_TMP"); // expanded as if it were a text with variables; the workspace itself is not
        List<FreestyleIdentity> opened = new ArrayList<>();
        try {
            for (MachineIdStep identity : identities) {
                String id = Surroundings.newId();
                var session = Surroundings.session(id, maskKey, build, workspace, launcher, variables, listener);
                Plan plan = PlanReader.around(build.getParent())
                        .read(identity.said(), variables, Surroundings.log(listener, maskKey));
                FreestyleIdentity own = new FreestyleIdentity(id, session, build, Surroundings.log(listener, maskKey));
                opened.add(own);
                own.open(plan, build.getBuiltOnStr());
            }
        } catch (IOException | InterruptedException | RuntimeException failed) {
            opened.forEach(FreestyleIdentity::close);
            LiveMasks.forget(maskKey);
            throw failed;
        }
        return new Environment() {
            @Override
            public void buildEnvVars(Map<String, String> environment) {
                // Jenkins expands what is set here, twice; a dollar sign of a path must come out as one.
                opened.forEach(own ->
                        own.environment().forEach((name, value) -> environment.put(name, value.replace("$", "$$$$"))));
            }

            @Override
            public boolean tearDown(AbstractBuild ended, BuildListener last) {
                opened.forEach(FreestyleIdentity::close);
                LiveMasks.forget(maskKey);
                return true;
            }
        };
    }

    @Extension
    public static final class DescriptorImpl extends BuildWrapperDescriptor {
        @Override
        public String getDisplayName() {
            return "Teleport credentials for the build steps (Machine ID)";
        }

        @Override
        public boolean isApplicable(AbstractProject<?, ?> item) {
            return true;
        }
    }
}
