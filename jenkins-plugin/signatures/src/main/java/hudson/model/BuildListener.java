package hudson.model;

/** Where a freestyle build writes its log. */
public interface BuildListener extends TaskListener {}
