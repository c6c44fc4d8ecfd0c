package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;

/** A running step. */
public abstract class StepExecution implements Serializable {
    private static final long serialVersionUID = 1L;

    protected StepExecution(StepContext context) {}

    public StepContext getContext() {
        throw new UnsupportedOperationException("only a signature");
    }

    public abstract boolean start() throws Exception;

    public void stop(Throwable cause) throws Exception {
        throw new UnsupportedOperationException("only a signature");
    }

    public void onResume() {}
}
