package hudson.model;

/** Something that looks its descriptor up. */
public abstract class AbstractDescribableImpl<T extends AbstractDescribableImpl<T>> implements Describable<T> {}
