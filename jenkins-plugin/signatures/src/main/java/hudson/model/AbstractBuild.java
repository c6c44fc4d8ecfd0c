package hudson.model;

import hudson.EnvVars;
import hudson.FilePath;
import java.io.IOException;

/** A build of such a job. */
public abstract class AbstractBuild<P extends AbstractProject<P, R>, R extends AbstractBuild<P, R>> extends Run<P, R> {
    public final FilePath getWorkspace() {
        throw new UnsupportedOperationException("only a signature");
    }

    public String getBuiltOnStr() {
        throw new UnsupportedOperationException("only a signature");
    }

    @Override
    public EnvVars getEnvironment(TaskListener listener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("only a signature");
    }
}
