package io.jenkins.plugins.machineid;

import hudson.model.Run;
import io.jenkins.plugins.machineid.session.Plan;
import io.jenkins.plugins.machineid.session.Renewer;
import io.jenkins.plugins.machineid.session.Session;
import io.jenkins.plugins.machineid.session.SessionState;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One identity of a freestyle build, which ends with the controller's process, so that everything is in memory. */
final class FreestyleIdentity {
    private final String id;
    private final Session session;
    private final Run<?, ?> run;
    private final Consumer<String> log;
    private final Renewer renewer;
    private volatile @Nullable SessionState state;

    FreestyleIdentity(String id, Session session, Run<?, ?> run, Consumer<String> log) {
        this.id = id;
        this.session = session;
        this.run = run;
        this.log = log;
        this.renewer = Surroundings.renewer(this::renew, log);
    }

    void open(Plan plan, String node) throws IOException, InterruptedException {
        Session.Opened opened = session.open(plan, Surroundings::isRunning);
        state = opened.state();
        if (!opened.state().environment().isEmpty()) {
            Faces.opened(run, id, node, opened, log);
        }
        if (opened.state().renews()) {
            renewer.start(opened.state().expires());
        }
    }

    private Instant renew() throws IOException, InterruptedException {
        SessionState now = state;
        if (now == null) {
            throw new IllegalStateException("nothing to renew");
        }
        Session.Opened renewed = session.renew(now);
        state = renewed.state();
        IdentitiesAction.of(run).renewed(id, renewed.state().expires());
        return renewed.state().expires();
    }

    Map<String, String> environment() {
        SessionState now = state;
        return now == null ? Map.of() : now.environment();
    }

    void close() {
        renewer.close();
        session.close(Optional.ofNullable(state));
        IdentitiesAction.of(run).closed(id);
    }
}
