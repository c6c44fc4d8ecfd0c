package hudson.model.queue;

import hudson.model.Queue;
import org.springframework.security.core.Authentication;

/** Questions about what waits. */
public class Tasks {
    private Tasks() {}

    public static Authentication getAuthenticationOf2(Queue.Task task) {
        throw new UnsupportedOperationException("only a signature");
    }
}
