package jenkins.model;

import hudson.model.Action;
import hudson.model.Run;

/** A page of a build that knows its build. */
public interface RunAction2 extends Action {
    void onAttached(Run<?, ?> run);

    void onLoad(Run<?, ?> run);
}
