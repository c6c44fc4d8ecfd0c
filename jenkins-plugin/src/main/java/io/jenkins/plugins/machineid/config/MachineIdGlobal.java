package io.jenkins.plugins.machineid.config;

import hudson.Extension;
import hudson.ExtensionList;
import java.util.List;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** The clusters that every job can use ({@code unclassified.machineId} in configuration as code). */
@Extension
@Symbol("machineId")
public final class MachineIdGlobal extends GlobalConfiguration {
    private List<ClusterConfiguration> clusters = List.of();
    private boolean overridingForbidden;

    public MachineIdGlobal() {
        load();
    }

    /** The one there is. */
    public static MachineIdGlobal get() {
        return ExtensionList.lookupSingleton(MachineIdGlobal.class);
    }

    @Override
    public String getDisplayName() {
        return "Machine ID";
    }

    public List<ClusterConfiguration> getClusters() {
        return clusters;
    }

    /** The first is what jobs get that name none. */
    @DataBoundSetter
    public void setClusters(List<ClusterConfiguration> clusters) {
        this.clusters = List.copyOf(clusters);
        save();
    }

    public boolean isOverridingForbidden() {
        return overridingForbidden;
    }

    /** Whether these clusters are the only ones, and what they set stays. */
    @DataBoundSetter
    public void setOverridingForbidden(boolean overridingForbidden) {
        this.overridingForbidden = overridingForbidden;
        save();
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject json) {
        clusters = List.of(); // a form without entries says nothing of them
        request.bindJSON(this, json);
        save();
        return true;
    }

    ClusterScope scope() {
        return new ClusterScope("Jenkins", overridingForbidden, clusters);
    }
}
