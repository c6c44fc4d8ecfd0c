package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;

/** A running body. */
public abstract class BodyExecution implements Serializable {
    private static final long serialVersionUID = 1L;
}
