package hudson.tasks;

import hudson.ExtensionPoint;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.Describable;
import java.io.IOException;
import java.io.OutputStream;

/** Something around a freestyle build's steps. */
public abstract class BuildWrapper implements Describable<BuildWrapper>, ExtensionPoint {
    @SuppressWarnings("rawtypes")
    public Environment setUp(AbstractBuild build, Launcher launcher, BuildListener listener)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException("only a signature");
    }

    @SuppressWarnings("rawtypes")
    public OutputStream decorateLogger(AbstractBuild build, OutputStream log) throws IOException, InterruptedException {
        return log;
    }

    /** What is taken down again. */
    public abstract class Environment extends hudson.model.Environment {}
}
