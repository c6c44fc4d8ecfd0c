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

/** {@code database('SERVICE')}: a certificate for one database. */
public final class DatabaseOutput extends Output {
    private final String service;
    private String user = "";
    private String name = "";
    private String format = "";
    private String port = "";

    @DataBoundConstructor
    public DatabaseOutput(@Nullable String service) {
        super(OutputKind.DATABASE);
        this.service = Texts.of(service);
    }

    public String getService() {
        return service;
    }

    public String getUser() {
        return user;
    }

    /** The user in the database. */
    @DataBoundSetter
    public void setUser(String user) {
        this.user = Texts.of(user);
    }

    public String getName() {
        return name;
    }

    /** The database's name in the service. */
    @DataBoundSetter
    public void setName(String name) {
        this.name = Texts.of(name);
    }

    public String getFormat() {
        return format;
    }

    public String getPort() {
        return port;
    }

    /** The loopback port of a tunnel. */
    @DataBoundSetter
    public void setPort(String port) {
        this.port = Texts.of(port);
    }

    /** How the files are written. */
    @DataBoundSetter
    public void setFormat(String format) {
        this.format = Texts.of(format);
    }

    @Override
    Optional<String> name() {
        return Optional.of(service);
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("user", user);
        settings.put("name", name);
        settings.put("format", format);
        settings.put("port", port);
        return settings;
    }

    @Extension
    @Symbol("database")
    public static final class DescriptorImpl extends OutputDescriptor {
        public DescriptorImpl() {
            super("Database");
        }
    }
}
