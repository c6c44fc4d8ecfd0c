package io.jenkins.plugins.machineid.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import dev.machineid.core.report.MachineIdException;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/** Who may ask what in a form, and the credentials of the place the form is for. */
public final class Rights {
    private Rights() {}

    /** Something that reads a text and fails with an explanation. */
    public interface Reading {
        void read(String text);
    }

    /** What is wrong with a text; nothing for somebody who may not configure the place. */
    public static FormValidation check(@Nullable Item item, @Nullable String text, Reading reading) {
        if (!mayConfigure(item) || text == null || text.isBlank()) {
            return FormValidation.ok();
        }
        try {
            reading.read(text.strip());
            return FormValidation.ok();
        } catch (MachineIdException mistake) {
            return FormValidation.error(mistake.what() + (mistake.advice().isEmpty() ? "" : ": " + mistake.advice()));
        }
    }

    /** A list to choose from, the empty choice first; only that one for somebody who may not configure the place. */
    public static ListBoxModel choices(@Nullable Item item, List<String> words) {
        ListBoxModel items = new ListBoxModel();
        items.add("", "");
        if (mayConfigure(item)) {
            words.forEach(items::add);
        }
        return items;
    }

    static boolean mayConfigure(@Nullable Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
    }

    /** Fails with Jenkins' own refusal. */
    static void requireConfigure(@Nullable Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
        }
    }

    /** The credentials to choose from; only the one chosen already for somebody who may not see them. */
    public static ListBoxModel credentials(@Nullable Item item, @Nullable String current) {
        StandardListBoxModel items = new StandardListBoxModel();
        items.includeEmptyValue();
        if (item == null) {
            if (Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                items.includeMatchingAs(
                        ACL.SYSTEM2, Jenkins.get(), StringCredentials.class, List.of(), CredentialsMatchers.always());
            }
        } else if (item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM)) {
            items.includeMatchingAs(
                    authentication(item), item, StringCredentials.class, List.of(), CredentialsMatchers.always());
        }
        return items.includeCurrentValue(Texts.of(current));
    }

    /** The text of a credential of that place. */
    static Optional<String> secret(@Nullable Item item, String id) {
        List<StringCredentials> all = item == null
                ? CredentialsProvider.lookupCredentialsInItemGroup(
                        StringCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of())
                : CredentialsProvider.lookupCredentialsInItem(
                        StringCredentials.class, item, authentication(item), List.of());
        return all.stream()
                .filter(credentials -> credentials.getId().equals(id))
                .findFirst()
                .map(credentials -> credentials.getSecret().getPlainText());
    }

    private static Authentication authentication(Item item) {
        return item instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
    }
}
