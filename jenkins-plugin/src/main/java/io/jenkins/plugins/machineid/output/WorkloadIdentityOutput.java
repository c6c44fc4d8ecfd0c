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

/** {@code workloadIdentity('NAME')}: a SPIFFE identity. */
public final class WorkloadIdentityOutput extends Output {
    private final String name;
    private String labels = "";
    private String audience = "";
    private String format = "";

    @DataBoundConstructor
    public WorkloadIdentityOutput(@Nullable String name) {
        super(OutputKind.WORKLOAD_IDENTITY);
        this.name = Texts.of(name);
    }

    public String getName() {
        return name;
    }

    public String getLabels() {
        return labels;
    }

    /** Which identities, in place of a name. */
    @DataBoundSetter
    public void setLabels(String labels) {
        this.labels = Texts.of(labels);
    }

    public String getAudience() {
        return audience;
    }

    /** Whom a token is for. */
    @DataBoundSetter
    public void setAudience(String audience) {
        this.audience = Texts.of(audience);
    }

    public String getFormat() {
        return format;
    }

    /** Whether it is a token alone. */
    @DataBoundSetter
    public void setFormat(String format) {
        this.format = Texts.of(format);
    }

    @Override
    Optional<String> name() {
        return Optional.of(name);
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("labels", labels);
        settings.put("audience", audience);
        settings.put("format", format);
        return settings;
    }

    @Extension
    @Symbol("workloadIdentity")
    public static final class DescriptorImpl extends OutputDescriptor {
        public DescriptorImpl() {
            super("Workload identity");
        }
    }
}
