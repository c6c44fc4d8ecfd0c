package hudson.model;

import hudson.security.AccessControlled;
import hudson.security.Permission;

/** A job, a folder, and the like. */
public interface Item extends AccessControlled {
    Permission CONFIGURE = new Permission();
    Permission EXTENDED_READ = new Permission();

    ItemGroup<? extends Item> getParent();

    String getFullName();
}
