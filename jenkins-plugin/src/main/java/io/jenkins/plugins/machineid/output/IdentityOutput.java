package io.jenkins.plugins.machineid.output;

import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import hudson.Extension;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code identityFile()}: one combined file for tsh, tctl and programs with Teleport's client library.
 *
 * <p>Not {@code identity()}, which Groovy takes for a method of its own.
 */
public final class IdentityOutput extends Output {
    private boolean allowReissue;

    @DataBoundConstructor
    public IdentityOutput() {
        super(OutputKind.IDENTITY);
    }

    public boolean isAllowReissue() {
        return allowReissue;
    }

    /** Whether what is issued may be used to ask for further certificates. */
    @DataBoundSetter
    public void setAllowReissue(boolean allowReissue) {
        this.allowReissue = allowReissue;
    }

    @Override
    Map<String, String> settings() {
        return allowReissue ? Map.of(OutputSpec.ALLOW_REISSUE, "true") : Map.of();
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
