package hudson.tasks;

import hudson.model.AbstractProject;
import hudson.model.Descriptor;

/** What there is to know of a wrapper. */
public abstract class BuildWrapperDescriptor extends Descriptor<BuildWrapper> {
    public abstract boolean isApplicable(AbstractProject<?, ?> job);
}
