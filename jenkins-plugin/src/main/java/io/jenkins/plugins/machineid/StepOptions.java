// Generated from the option catalogue by ./docs/generate; do not edit.
package io.jenkins.plugins.machineid;

import io.jenkins.plugins.machineid.config.Texts;
import java.util.function.BiConsumer;
import org.kohsuke.stapler.DataBoundSetter;

/** What to issue, for how long, and where it goes. */
public abstract class StepOptions extends IdentityOptions {
    private boolean ssh;
    private boolean sshMultiplexer;
    private String kubernetes = "";
    private String application = "";
    private boolean terraform;
    private String ttl = "";
    private String roles = "";
    private String expectCluster = "";
    private String expectBot = "";
    private String expectRoles = "";
    private String caFile = "";
    private String caPins = "";
    private String tlsUpgrade = "";
    private String fromDaemon = "";
    private String directory = "";
    private boolean allowWorkspace;
    private String timeout = "";
    private boolean renew = true;
    private String rules = "";
    private boolean dryRun;
    private boolean debug;
    private String config = "";
    private String prefix = "";

    public boolean isSsh() {
        return ssh;
    }

    @DataBoundSetter
    public void setSsh(boolean ssh) {
        this.ssh = ssh;
    }

    public boolean isSshMultiplexer() {
        return sshMultiplexer;
    }

    @DataBoundSetter
    public void setSshMultiplexer(boolean sshMultiplexer) {
        this.sshMultiplexer = sshMultiplexer;
    }

    public String getKubernetes() {
        return kubernetes;
    }

    @DataBoundSetter
    public void setKubernetes(String kubernetes) {
        this.kubernetes = Texts.of(kubernetes);
    }

    public String getApplication() {
        return application;
    }

    @DataBoundSetter
    public void setApplication(String application) {
        this.application = Texts.of(application);
    }

    public boolean isTerraform() {
        return terraform;
    }

    @DataBoundSetter
    public void setTerraform(boolean terraform) {
        this.terraform = terraform;
    }

    public String getTtl() {
        return ttl;
    }

    @DataBoundSetter
    public void setTtl(String ttl) {
        this.ttl = Texts.of(ttl);
    }

    public String getRoles() {
        return roles;
    }

    @DataBoundSetter
    public void setRoles(String roles) {
        this.roles = Texts.of(roles);
    }

    public String getExpectCluster() {
        return expectCluster;
    }

    @DataBoundSetter
    public void setExpectCluster(String expectCluster) {
        this.expectCluster = Texts.of(expectCluster);
    }

    public String getExpectBot() {
        return expectBot;
    }

    @DataBoundSetter
    public void setExpectBot(String expectBot) {
        this.expectBot = Texts.of(expectBot);
    }

    public String getExpectRoles() {
        return expectRoles;
    }

    @DataBoundSetter
    public void setExpectRoles(String expectRoles) {
        this.expectRoles = Texts.of(expectRoles);
    }

    public String getCaFile() {
        return caFile;
    }

    @DataBoundSetter
    public void setCaFile(String caFile) {
        this.caFile = Texts.of(caFile);
    }

    public String getCaPins() {
        return caPins;
    }

    @DataBoundSetter
    public void setCaPins(String caPins) {
        this.caPins = Texts.of(caPins);
    }

    public String getTlsUpgrade() {
        return tlsUpgrade;
    }

    @DataBoundSetter
    public void setTlsUpgrade(String tlsUpgrade) {
        this.tlsUpgrade = Texts.of(tlsUpgrade);
    }

    public String getFromDaemon() {
        return fromDaemon;
    }

    @DataBoundSetter
    public void setFromDaemon(String fromDaemon) {
        this.fromDaemon = Texts.of(fromDaemon);
    }

    public String getDirectory() {
        return directory;
    }

    @DataBoundSetter
    public void setDirectory(String directory) {
        this.directory = Texts.of(directory);
    }

    public boolean isAllowWorkspace() {
        return allowWorkspace;
    }

    @DataBoundSetter
    public void setAllowWorkspace(boolean allowWorkspace) {
        this.allowWorkspace = allowWorkspace;
    }

    public String getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(String timeout) {
        this.timeout = Texts.of(timeout);
    }

    public boolean isRenew() {
        return renew;
    }

    @DataBoundSetter
    public void setRenew(boolean renew) {
        this.renew = renew;
    }

    public String getRules() {
        return rules;
    }

    @DataBoundSetter
    public void setRules(String rules) {
        this.rules = Texts.of(rules);
    }

    public boolean isDryRun() {
        return dryRun;
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    public boolean isDebug() {
        return debug;
    }

    @DataBoundSetter
    public void setDebug(boolean debug) {
        this.debug = debug;
    }

    public String getConfig() {
        return config;
    }

    @DataBoundSetter
    public void setConfig(String config) {
        this.config = Texts.of(config);
    }

    public String getPrefix() {
        return prefix;
    }

    @DataBoundSetter
    public void setPrefix(String prefix) {
        this.prefix = Texts.of(prefix);
    }

    /** Hands over what is said, by the catalogue's names; blank for what is not. */
    @Override
    void collect(BiConsumer<String, String> given) {
        super.collect(given);
        given.accept("ssh", ssh ? "true" : "");
        given.accept("ssh-multiplexer", sshMultiplexer ? "true" : "");
        given.accept("kubernetes", kubernetes);
        given.accept("application", application);
        given.accept("terraform", terraform ? "true" : "");
        given.accept("ttl", ttl);
        given.accept("roles", roles);
        given.accept("expect-cluster", expectCluster);
        given.accept("expect-bot", expectBot);
        given.accept("expect-roles", expectRoles);
        given.accept("ca-file", caFile);
        given.accept("ca-pins", caPins);
        given.accept("tls-upgrade", tlsUpgrade);
        given.accept("from-daemon", fromDaemon);
        given.accept("directory", directory);
        given.accept("allow-workspace", allowWorkspace ? "true" : "");
        given.accept("timeout", timeout);
        given.accept("renew", renew ? "" : "false");
        given.accept("rules", rules);
        given.accept("dry-run", dryRun ? "true" : "");
        given.accept("debug", debug ? "true" : "");
        given.accept("config", config);
        given.accept("prefix", prefix);
    }
}
