package hudson.model;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A machine that builds run on, while it is connected. */
public abstract class Computer extends Actionable {
    public static final ExecutorService threadPoolForRemoting = Executors.newCachedThreadPool();

    public Node getNode() {
        throw new UnsupportedOperationException("only a signature");
    }

    public String getDisplayName() {
        throw new UnsupportedOperationException("only a signature");
    }
}
