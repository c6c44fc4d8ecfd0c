package io.jenkins.plugins.machineid.output;

import dev.machineid.core.request.OutputKind;
import hudson.Extension;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code identity()}: one combined file for tsh, tctl and programs with Teleport's client library. */
public final class IdentityOutput extends Output {
    @DataBoundConstructor
    public IdentityOutput() {
        super(OutputKind.IDENTITY);
    }

    @Override
    Optional<String> name() {
        return Optional.empty();
    }

    @Extension
    @Symbol("identity")
    public static final class DescriptorImpl extends OutputDescriptor {
        public DescriptorImpl() {
            super("Identity file");
        }
    }
}
