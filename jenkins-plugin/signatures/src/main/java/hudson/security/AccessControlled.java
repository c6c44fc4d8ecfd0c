package hudson.security;

/** Something that not everybody may do everything with. */
public interface AccessControlled {
    default void checkPermission(Permission permission) {
        throw new UnsupportedOperationException("only a signature");
    }

    default boolean hasPermission(Permission permission) {
        throw new UnsupportedOperationException("only a signature");
    }
}
