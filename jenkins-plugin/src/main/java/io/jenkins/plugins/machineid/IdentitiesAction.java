package io.jenkins.plugins.machineid;

import hudson.model.Run;
import io.jenkins.plugins.machineid.session.Answer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.RunAction2;
import org.jspecify.annotations.Nullable;

/** The page of a build with the identities it had: who, for what, until when; nothing secret. */
public final class IdentitiesAction implements RunAction2 {
    private static final Logger LOGGER = Logger.getLogger(IdentitiesAction.class.getName());

    private final CopyOnWriteArrayList<IssuedIdentity> identities = new CopyOnWriteArrayList<>();
    private transient @Nullable Run<?, ?> run;

    /** The build's, made if it is the first identity. */
    static IdentitiesAction of(Run<?, ?> run) {
        synchronized (run) {
            IdentitiesAction action = run.getAction(IdentitiesAction.class);
            if (action == null) {
                action = new IdentitiesAction();
                action.run = run;
                run.addAction(action);
            }
            return action;
        }
    }

    void opened(String id, String node, boolean onController, Answer answer) {
        identities.add(new IssuedIdentity(id, node, onController, answer));
        save();
    }

    void renewed(String id, Instant expires) {
        change(id, identity -> identity.renewed(expires));
    }

    void closed(String id) {
        change(id, IssuedIdentity::closed);
    }

    private void change(String id, Consumer<IssuedIdentity> change) {
        Optional<IssuedIdentity> found = identities.stream()
                .filter(identity -> identity.getId().equals(id))
                .findFirst();
        found.ifPresent(change);
        if (found.isPresent()) {
            save();
        }
    }

    private void save() {
        Run<?, ?> owner = run;
        if (owner != null) {
            try {
                owner.save();
            } catch (IOException full) {
                LOGGER.log(Level.WARNING, "cannot save the identities of " + owner, full);
            }
        }
    }

    public List<IssuedIdentity> getIdentities() {
        return List.copyOf(identities);
    }

    public @Nullable Run<?, ?> getRun() {
        return run;
    }

    @Override
    public void onAttached(Run<?, ?> build) {
        run = build;
    }

    @Override
    public void onLoad(Run<?, ?> build) {
        run = build;
    }

    @Override
    public String getIconFileName() {
        return "symbol-lock-closed";
    }

    @Override
    public String getDisplayName() {
        return "Machine ID";
    }

    @Override
    public String getUrlName() {
        return "machine-id";
    }
}
