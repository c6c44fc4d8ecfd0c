package jenkins;

import hudson.FilePath.FileCallable;

/** Code that goes to an agent and never back. */
public abstract class MasterToSlaveFileCallable<T> implements FileCallable<T> {
    private static final long serialVersionUID = 1L;
}
