package hudson.remoting;

/** The line between controller and agent. */
public interface VirtualChannel {}
