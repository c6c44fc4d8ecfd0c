package jenkins.model;

import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.security.AccessControlled;
import hudson.security.Permission;

/** All of Jenkins. */
public class Jenkins implements AccessControlled, ItemGroup<Item> {
    public static final Permission ADMINISTER = new Permission();
    public static final Permission READ = new Permission();

    private Jenkins() {}

    public static Jenkins get() {
        throw new UnsupportedOperationException("only a signature");
    }

    @Override
    public String getFullName() {
        throw new UnsupportedOperationException("only a signature");
    }

    @Override
    public String getDisplayName() {
        throw new UnsupportedOperationException("only a signature");
    }
}
