package io.jenkins.plugins.machineid.output;

import dev.machineid.core.request.OutputKind;
import hudson.Extension;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code terraform()}: the variables of Teleport's Terraform provider. */
public final class TerraformOutput extends Output {
    @DataBoundConstructor
    public TerraformOutput() {
        super(OutputKind.TERRAFORM);
    }

    @Override
    Optional<String> name() {
        return Optional.empty();
    }

    @Extension
    @Symbol("terraform")
    public static final class DescriptorImpl extends OutputDescriptor {
        public DescriptorImpl() {
            super("Terraform");
        }
    }
}
