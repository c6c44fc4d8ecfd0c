package hudson.model;

import java.io.IOException;
import java.util.Map;

/** What is set up around a build. */
public abstract class Environment {
    public void buildEnvVars(Map<String, String> environment) {}

    @SuppressWarnings("rawtypes")
    public boolean tearDown(AbstractBuild build, BuildListener listener) throws IOException, InterruptedException {
        return true;
    }
}
