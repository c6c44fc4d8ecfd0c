package hudson;

/** Something that plugins can add to. */
public interface ExtensionPoint {}
