package io.jenkins.plugins.machineid.output;

import dev.machineid.core.request.OutputKind;
import hudson.Extension;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code application('NAME')}: a certificate for one application. */
public final class ApplicationOutput extends Output {
    private final String name;

    @DataBoundConstructor
    public ApplicationOutput(String name) {
        super(OutputKind.APPLICATION);
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
    @Symbol("application")
    public static final class DescriptorImpl extends OutputDescriptor {
        public DescriptorImpl() {
            super("Application");
        }
    }
}
