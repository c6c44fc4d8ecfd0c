package io.jenkins.plugins.machineid.output;

import dev.machineid.core.request.OutputKind;
import hudson.Extension;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code workloadIdentity('NAME')}: a SPIFFE identity. */
public final class WorkloadIdentityOutput extends Output {
    private final String name;

    @DataBoundConstructor
    public WorkloadIdentityOutput(String name) {
        super(OutputKind.WORKLOAD_IDENTITY);
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
    @Symbol("workloadIdentity")
    public static final class DescriptorImpl extends OutputDescriptor {
        public DescriptorImpl() {
            super("Workload identity");
        }
    }
}
