package io.jenkins.plugins.machineid.output;

import dev.machineid.core.request.OutputKind;
import hudson.Extension;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.machineid.config.Texts;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code ssh()}: an ssh_config for every node the bot may log in to. */
public final class SshOutput extends Output {
    private String leaf = "";
    private String proxyCommand = "";

    @DataBoundConstructor
    public SshOutput() {
        super(OutputKind.SSH);
    }

    public String getLeaf() {
        return leaf;
    }

    /** A leaf cluster that must be there. */
    @DataBoundSetter
    public void setLeaf(String leaf) {
        this.leaf = Texts.of(leaf);
    }

    public String getProxyCommand() {
        return proxyCommand;
    }

    /** {@code program}, {@code openssl} or {@code multiplexer}; empty to let the plugin find out. */
    @DataBoundSetter
    public void setProxyCommand(String proxyCommand) {
        this.proxyCommand = Texts.of(proxyCommand);
    }

    @Override
    Optional<String> name() {
        return Optional.of(leaf);
    }

    @Override
    Map<String, String> settings() {
        return Map.of("proxy-command", proxyCommand);
    }

    @Extension
    @Symbol("ssh")
    public static final class DescriptorImpl extends OutputDescriptor {
        public DescriptorImpl() {
            super("SSH");
        }

        /** The ways through the proxy; no secret, the same for everybody. */
        @POST
        public ListBoxModel doFillProxyCommandItems() {
            Jenkins.get().checkPermission(Jenkins.READ);
            ListBoxModel items = new ListBoxModel();
            items.add("found out", "");
            items.add("program", "program");
            items.add("openssl", "openssl");
            items.add("multiplexer, for many hosts", "multiplexer");
            return items;
        }
    }
}
