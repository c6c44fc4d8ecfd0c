package hudson.security;

/** A right. */
public final class Permission {
    public Permission() {}
}
