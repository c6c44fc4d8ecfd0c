package io.jenkins.plugins.machineid.config;

import hudson.Extension;
import hudson.model.Describable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A cluster as an administrator of Jenkins or of a folder configures it; every value but the name may be empty. */
public final class ClusterConfiguration implements Describable<ClusterConfiguration> {
    /** The words of this plugin's own, beside those of the catalogue. */
    public static final String CERTIFICATES = "certificates";

    public static final String CREDENTIALS = "credentialsId";
    public static final String JOIN_ON = "joinOn";

    private final String name;
    private String proxy = "";
    private String clusterName = "";
    private String caPins = "";
    private String certificates = "";
    private String token = "";
    private String joinMethod = "";
    private String credentialsId = "";
    private String joinOn = "";
    private String ttl = "";
    private String timeout = "";

    /** @param name what jobs call it; may be empty where there is only one */
    @DataBoundConstructor
    public ClusterConfiguration(String name) {
        this.name = Texts.of(name);
    }

    public String getName() {
        return name;
    }

    public String getProxy() {
        return proxy;
    }

    /** Address of the Teleport proxy. */
    @DataBoundSetter
    public void setProxy(String proxy) {
        this.proxy = Texts.of(proxy);
    }

    public String getClusterName() {
        return clusterName;
    }

    /** The root cluster's name; asked from the proxy unless said. */
    @DataBoundSetter
    public void setClusterName(String clusterName) {
        this.clusterName = Texts.of(clusterName);
    }

    public String getCaPins() {
        return caPins;
    }

    /** Pins of the cluster's authority. */
    @DataBoundSetter
    public void setCaPins(String caPins) {
        this.caPins = Texts.of(caPins);
    }

    public String getCertificates() {
        return certificates;
    }

    /** Authorities of the proxy's certificate as PEM, where it is not a public one. */
    @DataBoundSetter
    public void setCertificates(String certificates) {
        this.certificates = Texts.of(certificates);
    }

    public String getToken() {
        return token;
    }

    /** Name of the join token; never a secret. */
    @DataBoundSetter
    public void setToken(String token) {
        this.token = Texts.of(token);
    }

    public String getJoinMethod() {
        return joinMethod;
    }

    /** How a build proves who it is. */
    @DataBoundSetter
    public void setJoinMethod(String joinMethod) {
        this.joinMethod = Texts.of(joinMethod);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    /** The Jenkins credential with the id token, or the secret of join method {@code token}. */
    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Texts.of(credentialsId);
    }

    public String getJoinOn() {
        return joinOn;
    }

    /** Which machine joins: {@code auto}, {@code agent} or {@code controller}. */
    @DataBoundSetter
    public void setJoinOn(String joinOn) {
        this.joinOn = Texts.of(joinOn);
    }

    public String getTtl() {
        return ttl;
    }

    /** Asked life of the certificates. */
    @DataBoundSetter
    public void setTtl(String ttl) {
        this.ttl = Texts.of(ttl);
    }

    public String getTimeout() {
        return timeout;
    }

    /** One deadline over everything. */
    @DataBoundSetter
    public void setTimeout(String timeout) {
        this.timeout = Texts.of(timeout);
    }

    /** What is set, by the option's name. */
    Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        put(words, "proxy", proxy);
        put(words, "cluster-name", clusterName);
        put(words, "ca-pins", caPins);
        put(words, CERTIFICATES, certificates);
        put(words, "token", token);
        put(words, "join-method", joinMethod);
        put(words, CREDENTIALS, credentialsId);
        put(words, JOIN_ON, joinOn);
        put(words, "ttl", ttl);
        put(words, "timeout", timeout);
        return words;
    }

    /** What was saved before an option was there has nothing in its place. */
    private static void put(Map<String, String> words, String name, @Nullable String text) {
        if (!Texts.of(text).isBlank()) {
            words.put(name, Texts.of(text).strip());
        }
    }

    @Extension
    @Symbol("machineIdCluster")
    public static final class DescriptorImpl extends ClusterForm {
        @Override
        public String getDisplayName() {
            return "Teleport cluster";
        }
    }
}
