// Generated from the option catalogue by ./docs/generate; do not edit.
package io.jenkins.plugins.machineid;

import io.jenkins.plugins.machineid.config.Texts;
import java.util.function.BiConsumer;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/** Which cluster, and how to prove who the build is. */
public abstract class IdentityOptions extends Step {
    private String proxy = "";
    private String authServer = "";
    private String clusterName = "";
    private String token = "";
    private String secretEnv = "";
    private String secretFile = "";
    private String stateDirectory = "";
    private String joinMethod = "";
    private String audience = "";
    private String oidcEnv = "";
    private String oidcFile = "";
    private String oidcCommand = "";
    private String azureClientId = "";

    public String getProxy() {
        return proxy;
    }

    @DataBoundSetter
    public void setProxy(String proxy) {
        this.proxy = Texts.of(proxy);
    }

    public String getAuthServer() {
        return authServer;
    }

    @DataBoundSetter
    public void setAuthServer(String authServer) {
        this.authServer = Texts.of(authServer);
    }

    public String getClusterName() {
        return clusterName;
    }

    @DataBoundSetter
    public void setClusterName(String clusterName) {
        this.clusterName = Texts.of(clusterName);
    }

    public String getToken() {
        return token;
    }

    @DataBoundSetter
    public void setToken(String token) {
        this.token = Texts.of(token);
    }

    public String getSecretEnv() {
        return secretEnv;
    }

    @DataBoundSetter
    public void setSecretEnv(String secretEnv) {
        this.secretEnv = Texts.of(secretEnv);
    }

    public String getSecretFile() {
        return secretFile;
    }

    @DataBoundSetter
    public void setSecretFile(String secretFile) {
        this.secretFile = Texts.of(secretFile);
    }

    public String getStateDirectory() {
        return stateDirectory;
    }

    @DataBoundSetter
    public void setStateDirectory(String stateDirectory) {
        this.stateDirectory = Texts.of(stateDirectory);
    }

    public String getJoinMethod() {
        return joinMethod;
    }

    @DataBoundSetter
    public void setJoinMethod(String joinMethod) {
        this.joinMethod = Texts.of(joinMethod);
    }

    public String getAudience() {
        return audience;
    }

    @DataBoundSetter
    public void setAudience(String audience) {
        this.audience = Texts.of(audience);
    }

    public String getOidcEnv() {
        return oidcEnv;
    }

    @DataBoundSetter
    public void setOidcEnv(String oidcEnv) {
        this.oidcEnv = Texts.of(oidcEnv);
    }

    public String getOidcFile() {
        return oidcFile;
    }

    @DataBoundSetter
    public void setOidcFile(String oidcFile) {
        this.oidcFile = Texts.of(oidcFile);
    }

    public String getOidcCommand() {
        return oidcCommand;
    }

    @DataBoundSetter
    public void setOidcCommand(String oidcCommand) {
        this.oidcCommand = Texts.of(oidcCommand);
    }

    public String getAzureClientId() {
        return azureClientId;
    }

    @DataBoundSetter
    public void setAzureClientId(String azureClientId) {
        this.azureClientId = Texts.of(azureClientId);
    }

    /** Hands over what is said, by the catalogue's names; blank for what is not. */
    void collect(BiConsumer<String, String> given) {
        given.accept("proxy", proxy);
        given.accept("auth-server", authServer);
        given.accept("cluster-name", clusterName);
        given.accept("token", token);
        given.accept("secret-env", secretEnv);
        given.accept("secret-file", secretFile);
        given.accept("state-directory", stateDirectory);
        given.accept("join-method", joinMethod);
        given.accept("audience", audience);
        given.accept("oidc-env", oidcEnv);
        given.accept("oidc-file", oidcFile);
        given.accept("oidc-command", oidcCommand);
        given.accept("azure-client-id", azureClientId);
    }
}
