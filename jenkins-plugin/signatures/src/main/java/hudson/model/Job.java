package hudson.model;

/** Something that has builds. */
public abstract class Job<J extends Job<J, R>, R extends Run<J, R>> extends AbstractItem {}
