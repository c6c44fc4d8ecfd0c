package io.jenkins.plugins.machineid.output;

import dev.machineid.core.request.OutputKind;
import hudson.Extension;
import io.jenkins.plugins.machineid.config.Texts;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code application('NAME')}: a certificate for one application. */
public final class ApplicationOutput extends Output {
    private final String name;
    private String port = "";

    @DataBoundConstructor
    public ApplicationOutput(@Nullable String name) {
        super(OutputKind.APPLICATION);
        this.name = Texts.of(name);
    }

    public String getName() {
        return name;
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
        return Map.of("port", port);
    }

    @Extension
    @Symbol("application")
    public static final class DescriptorImpl extends OutputDescriptor {
        public DescriptorImpl() {
            super("Application");
        }
    }
}
