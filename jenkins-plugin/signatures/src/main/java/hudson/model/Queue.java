package hudson.model;

/** What waits to be built. */
public class Queue {
    private Queue() {}

    /** Something to build. */
    public interface Task extends ModelObject {}
}
