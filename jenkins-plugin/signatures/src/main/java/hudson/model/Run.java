package hudson.model;

import hudson.EnvVars;
import java.io.IOException;

/** A build. */
public abstract class Run<J extends Job<J, R>, R extends Run<J, R>> extends Actionable implements Saveable {
    public J getParent() {
        throw new UnsupportedOperationException("only a signature");
    }

    public String getExternalizableId() {
        throw new UnsupportedOperationException("only a signature");
    }

    public static Run<?, ?> fromExternalizableId(String id) {
        throw new UnsupportedOperationException("only a signature");
    }

    public boolean isBuilding() {
        throw new UnsupportedOperationException("only a signature");
    }

    public EnvVars getEnvironment(TaskListener listener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("only a signature");
    }

    @Override
    public synchronized void save() throws IOException {
        throw new UnsupportedOperationException("only a signature");
    }
}
