package hudson.model;

import java.io.PrintStream;

/** Where a build writes its log. */
public interface TaskListener {
    PrintStream getLogger();
}
