package io.jenkins.plugins.machineid.output;

import dev.machineid.core.request.OutputKind;
import hudson.Extension;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code kubernetes('NAME')}: a kubeconfig for one Kubernetes cluster. */
public final class KubernetesOutput extends Output {
    private final String name;

    @DataBoundConstructor
    public KubernetesOutput(String name) {
        super(OutputKind.KUBERNETES);
        this.name = name;
    }

    public String getName() {
        return name;
    }

    @Override
    Optional<String> name() {
        return Optional.of(name);
    }

    @Extension
    @Symbol("kubernetes")
    public static final class DescriptorImpl extends OutputDescriptor {
        public DescriptorImpl() {
            super("Kubernetes");
        }
    }
}
