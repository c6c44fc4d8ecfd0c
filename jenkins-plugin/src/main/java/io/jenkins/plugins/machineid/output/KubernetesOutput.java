package io.jenkins.plugins.machineid.output;

import dev.machineid.core.request.OutputKind;
import hudson.Extension;
import io.jenkins.plugins.machineid.config.Texts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code kubernetes('NAME')}: a kubeconfig for one Kubernetes cluster, or for those that labels choose. */
public final class KubernetesOutput extends Output {
    private final String name;
    private String labels = "";
    private boolean exec;
    private String port = "";

    @DataBoundConstructor
    public KubernetesOutput(@Nullable String name) {
        super(OutputKind.KUBERNETES);
        this.name = Texts.of(name);
    }

    public String getName() {
        return name;
    }

    public String getLabels() {
        return labels;
    }

    /** Which clusters, in place of a name. */
    @DataBoundSetter
    public void setLabels(String labels) {
        this.labels = Texts.of(labels);
    }

    public boolean isExec() {
        return exec;
    }

    /** Whether kubectl asks our program each time. */
    @DataBoundSetter
    public void setExec(boolean exec) {
        this.exec = exec;
    }

    public String getPort() {
        return port;
    }

    /** The loopback port of a tunnel. */
    @DataBoundSetter
    public void setPort(String port) {
        this.port = Texts.of(port);
    }

    @Override
    Optional<String> name() {
        return Optional.of(name);
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("labels", labels);
        settings.put("exec", exec ? "true" : "");
        settings.put("port", port);
        return settings;
    }

    @Extension
    @Symbol("kubernetes")
    public static final class DescriptorImpl extends OutputDescriptor {
        public DescriptorImpl() {
            super("Kubernetes");
        }
    }
}
