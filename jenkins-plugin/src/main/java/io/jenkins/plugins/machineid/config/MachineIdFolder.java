package io.jenkins.plugins.machineid.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.ItemGroup;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The clusters of a folder and of everything in it. */
public final class MachineIdFolder extends AbstractFolderProperty<AbstractFolder<?>> {
    private List<ClusterConfiguration> clusters = List.of();
    private boolean overridingForbidden;

    @DataBoundConstructor
    public MachineIdFolder() {
        // Everything has a default.
    }

    public List<ClusterConfiguration> getClusters() {
        return clusters;
    }

    /** An entry with the name of an outer one says only what is different here. */
    @DataBoundSetter
    public void setClusters(List<ClusterConfiguration> clusters) {
        this.clusters = List.copyOf(clusters);
    }

    public boolean isOverridingForbidden() {
        return overridingForbidden;
    }

    /** Whether nothing below may say otherwise. */
    @DataBoundSetter
    public void setOverridingForbidden(boolean overridingForbidden) {
        this.overridingForbidden = overridingForbidden;
    }

    /** The places of configuration around a job, Jenkins first. */
    static List<ClusterScope> around(@Nullable Item job) {
        List<ClusterScope> scopes = new ArrayList<>();
        ItemGroup<?> group = job == null ? null : job.getParent();
        while (group != null) {
            if (group instanceof AbstractFolder<?> folder) {
                MachineIdFolder property = folder.getProperties().get(MachineIdFolder.class);
                if (property != null) {
                    scopes.add(0, property.scope(folder.getFullName()));
                }
            }
            group = group instanceof Item item ? item.getParent() : null;
        }
        scopes.add(0, MachineIdGlobal.get().scope());
        return scopes;
    }

    private ClusterScope scope(String folder) {
        return new ClusterScope("the folder " + folder, overridingForbidden, clusters);
    }

    @Extension
    @Symbol("machineIdFolder")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        @Override
        public String getDisplayName() {
            return "Machine ID";
        }
    }
}
