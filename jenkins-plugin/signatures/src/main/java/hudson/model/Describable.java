package hudson.model;

/** Something with a descriptor. */
public interface Describable<T extends Describable<T>> {}
