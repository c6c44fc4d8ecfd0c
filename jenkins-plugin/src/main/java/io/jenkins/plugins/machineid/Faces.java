package io.jenkins.plugins.machineid;

import hudson.model.Run;
import io.jenkins.plugins.machineid.session.Answer;
import io.jenkins.plugins.machineid.session.Session;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** What every face of the plugin says when there are credentials. */
final class Faces {
    private Faces() {}

    /** Who, until when, where: in the log and on the build's page. */
    static void opened(Run<?, ?> run, String id, String node, Session.Opened opened, Consumer<String> log) {
        Answer answer = opened.answer();
        boolean onController = opened.onController();
        String how = answer.method().equals("directory")
                ? ", taken from a daemon's directory"
                : ", joined by " + answer.method() + (onController ? " on the controller" : " on the agent");
        log.accept("bot " + answer.bot() + " in " + answer.cluster() + how);
        log.accept("roles " + String.join(", ", answer.roles()) + "; outputs " + String.join(", ", answer.outputs()));
        log.accept("valid until " + answer.expires().truncatedTo(ChronoUnit.SECONDS)
                + (opened.state().renews() ? ", renewed while the block runs" : "") + "; files in "
                + opened.directory() + "; id " + id);
        IdentitiesAction.of(run).opened(id, node, onController, answer);
    }
}
