package org.jenkinsci.plugins.workflow.steps;

import hudson.EnvVars;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;

/** Adds variables to a body. */
public abstract class EnvironmentExpander implements Serializable {
    private static final long serialVersionUID = 1L;

    public abstract void expand(EnvVars environment) throws IOException, InterruptedException;

    public static EnvironmentExpander constant(Map<String, String> environment) {
        throw new UnsupportedOperationException("only a signature");
    }

    public static EnvironmentExpander merge(EnvironmentExpander original, EnvironmentExpander subsequent) {
        throw new UnsupportedOperationException("only a signature");
    }
}
