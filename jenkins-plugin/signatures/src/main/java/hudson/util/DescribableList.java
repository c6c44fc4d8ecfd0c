package hudson.util;

import hudson.model.Describable;
import hudson.model.Descriptor;

/** A list of things with descriptors. */
public class DescribableList<T extends Describable<T>, D extends Descriptor<T>> extends PersistedList<T> {}
