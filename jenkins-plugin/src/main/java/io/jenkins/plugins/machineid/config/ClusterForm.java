package io.jenkins.plugins.machineid.config;

import dev.machineid.core.request.CaPin;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.TimeToLive;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.machineid.session.JoinPlace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * What the forms of a cluster ask the controller.
 *
 * <p>Whoever may not configure the place the form is for learns nothing: no names of credentials, no answer of a network.
 */
public abstract class ClusterForm extends Descriptor<ClusterConfiguration> {
    @POST
    public final FormValidation doCheckProxy(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
        return Rights.check(item, value, ClusterAddress::parse);
    }

    @POST
    public final FormValidation doCheckTtl(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
        return Rights.check(item, value, TimeToLive::parse);
    }

    @POST
    public final FormValidation doCheckCaPins(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
        return Rights.check(
                item, value, text -> Arrays.stream(text.split("[\\s,;]+")).forEach(CaPin::parse));
    }

    @POST
    public final FormValidation doCheckCertificates(@AncestorInPath @Nullable Item item, @QueryParameter String value) {
        return Rights.check(
                item,
                value,
                text -> dev.machineid.core.identity.TlsCertificates.parse(
                        text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @POST
    public final ListBoxModel doFillJoinMethodItems(@AncestorInPath @Nullable Item item) {
        return Rights.choices(item, JoinMethod.names());
    }

    @POST
    public final ListBoxModel doFillJoinOnItems(@AncestorInPath @Nullable Item item) {
        return Rights.choices(item, JoinPlace.words());
    }

    @POST
    public final ListBoxModel doFillCredentialsIdItems(
            @AncestorInPath @Nullable Item item, @QueryParameter String credentialsId) {
        return Rights.credentials(item, credentialsId);
    }

    /** Finds the cluster, mints a token, shows its claims, and prints the join token they need; joins nothing. */
    @POST
    public final FormValidation doTestConnection(
            @AncestorInPath @Nullable Item item,
            @QueryParameter String proxy,
            @QueryParameter String caPins,
            @QueryParameter String certificates,
            @QueryParameter String token,
            @QueryParameter String joinMethod,
            @QueryParameter String credentialsId) {
        Rights.requireConfigure(item);
        ClusterConfiguration entry = new ClusterConfiguration("");
        entry.setProxy(proxy);
        entry.setCaPins(caPins);
        entry.setCertificates(certificates);
        entry.setToken(token);
        entry.setJoinMethod(joinMethod);
        entry.setCredentialsId(credentialsId);
        return new ConnectionTest(id -> Rights.secret(item, id), System.getenv()).run(entry);
    }
}
