package org.jenkinsci.plugins.workflow.steps;

/** A running step that works beside the pipeline's own thread. */
public abstract class GeneralNonBlockingStepExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    protected GeneralNonBlockingStepExecution(StepContext context) {
        super(context);
    }

    /** Work for a thread beside. */
    @FunctionalInterface
    protected interface Block {
        void run() throws Exception;
    }

    protected final void run(Block block) {
        throw new UnsupportedOperationException("only a signature");
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        throw new UnsupportedOperationException("only a signature");
    }

    @Override
    public void onResume() {
        throw new UnsupportedOperationException("only a signature");
    }
}
