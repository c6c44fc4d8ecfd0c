package io.jenkins.plugins.machineid.output;

import dev.machineid.core.request.OutputKind;
import hudson.Extension;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * {@code identityFile()}: one combined file for tsh, tctl and programs with Teleport's client library.
 *
 * <p>Not {@code identity()}, which Groovy takes for a method of its own.
 */
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
    @Symbol("identityFile")
    public static final class DescriptorImpl extends OutputDescriptor {
        public DescriptorImpl() {
            super("Identity file");
        }
    }
}
