package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import hudson.ExtensionPoint;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Run;
import hudson.security.Permission;
import java.util.List;
import org.springframework.security.core.Authentication;

/** Where credentials come from. */
public abstract class CredentialsProvider implements ExtensionPoint {
    public static final Permission USE_ITEM = new Permission();

    public static <C extends IdCredentials> C findCredentialById(
            String id, Class<C> type, Run<?, ?> run, DomainRequirement... requirements) {
        throw new UnsupportedOperationException("only a signature");
    }

    public static <C extends Credentials> List<C> lookupCredentialsInItem(
            Class<C> type, Item item, Authentication authentication, List<DomainRequirement> requirements) {
        throw new UnsupportedOperationException("only a signature");
    }

    public static <C extends Credentials> List<C> lookupCredentialsInItemGroup(
            Class<C> type, ItemGroup<?> group, Authentication authentication, List<DomainRequirement> requirements) {
        throw new UnsupportedOperationException("only a signature");
    }

    public static <C extends Credentials> C track(Run<?, ?> run, C credentials) {
        throw new UnsupportedOperationException("only a signature");
    }
}
