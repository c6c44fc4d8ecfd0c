package io.jenkins.plugins.machineid;

import dev.machineid.core.report.ErrorCode;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.console.ConsoleLogFilter;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.machineid.config.PlanReader;
import io.jenkins.plugins.machineid.mask.BlockLogFilter;
import io.jenkins.plugins.machineid.mask.LiveMasks;
import io.jenkins.plugins.machineid.mask.MaskedFailure;
import io.jenkins.plugins.machineid.session.Plan;
import io.jenkins.plugins.machineid.session.Renewer;
import io.jenkins.plugins.machineid.session.Session;
import io.jenkins.plugins.machineid.session.SessionFailure;
import io.jenkins.plugins.machineid.session.SessionState;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jspecify.annotations.Nullable;

/** A running block: joins in the background, renews until the body ends, and goes on after a restart of the controller. */
final class MachineIdExecution extends GeneralNonBlockingStepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(MachineIdExecution.class.getName());

    private final String id = Surroundings.newId();
    private transient @Nullable MachineIdStep step;
    private volatile @Nullable SessionState state;
    private boolean closed;
    private transient @Nullable Renewer renewer;
    private transient @Nullable Session session;

    MachineIdExecution(MachineIdStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() {
        run(this::open);
        return false;
    }

    private void open() throws Exception {
        Run<?, ?> run = context(Run.class);
        Consumer<String> log = log();
        try {
            EnvVars build = environment();
            MachineIdStep asked = step;
            if (asked == null) {
                throw new IllegalStateException("the step was lost before it began");
            }
            Plan plan = PlanReader.around(run.getParent()).read(asked.said(), build, log);
            Session own = session();
            session = own; // what stops the block may take its context away before the files are removed
            Session.Opened opened = own.open(plan, Surroundings::isRunning);
            state = opened.state();
            if (opened.state().environment().isEmpty()) {
                close();
                getContext().onSuccess(null);
                return;
            }
            Faces.opened(run, id, node(), opened, log);
            startRenewal(opened.state().expires());
            Map<String, String> variables = opened.state().environment();
            getContext()
                    .newBodyInvoker()
                    .withContext(EnvironmentExpander.merge(
                            getContext().get(EnvironmentExpander.class), EnvironmentExpander.constant(variables)))
                    .withContext(BodyInvoker.mergeConsoleLogFilters(
                            getContext().get(ConsoleLogFilter.class), new BlockLogFilter(id)))
                    .withCallback(new Callback())
                    .start();
        } catch (Exception failed) {
            Throwable said = MaskedFailure.of(failed, id);
            if (failed instanceof InterruptedException) {
                inBackground(this::close); // this thread is told to stop, and removing takes a moment
            } else {
                close();
            }
            if (said instanceof Exception explained) {
                throw explained;
            }
            throw failed;
        }
    }

    private void startRenewal(Instant expires) {
        SessionState now = state;
        if (now != null && now.renews()) {
            Renewer fresh = Surroundings.renewer(this::renew, this::say);
            renewer = fresh;
            fresh.start(expires);
        }
    }

    private Instant renew() throws IOException, InterruptedException {
        SessionState now = state;
        if (now == null) {
            throw new IllegalStateException("nothing to renew");
        }
        if (getContext().get(FilePath.class) == null) {
            throw new IOException("the agent is not connected"); // it may come back
        }
        Session.Opened renewed = session().renew(now);
        state = renewed.state();
        IdentitiesAction.of(context(Run.class)).renewed(id, renewed.state().expires());
        return renewed.state().expires();
    }

    @Override
    public void onResume() {
        super.onResume();
        SessionState now = state;
        if (now != null && !closed) {
            startRenewal(now.expires());
        }
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        super.stop(cause);
        // From here on the body's end is not told to us any more.
        inBackground(this::close);
    }

    /** Once; never fails, because files that are left matter less than what the body came to. */
    private void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        Renewer running = renewer;
        if (running != null) {
            running.close();
        }
        try {
            Session own = session;
            (own == null ? session() : own).close(Optional.ofNullable(state));
            IdentitiesAction.of(context(Run.class)).closed(id);
        } catch (IOException | RuntimeException gone) {
            say("the credentials could not be removed: " + gone.getMessage() + "; id " + id);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            LiveMasks.forget(id);
        }
    }

    private static void inBackground(Runnable work) {
        Computer.threadPoolForRemoting.execute(work);
    }

    private Session session() throws IOException, InterruptedException {
        FilePath workspace = getContext().get(FilePath.class);
        if (workspace == null) {
            throw SessionFailure.of(
                    ErrorCode.JENKINS_NO_WORKSPACE,
                    "withMachineId needs a workspace, and there is none here",
                    "put it inside node { }; in a Declarative pipeline with agent none, into a stage's steps instead"
                            + " of its options, which begin before the stage has an agent");
        }
        return Surroundings.session(
                id,
                id,
                context(Run.class),
                workspace,
                getContext().get(Launcher.class),
                environment(),
                context(TaskListener.class));
    }

    private EnvVars environment() throws IOException, InterruptedException {
        EnvVars build = getContext().get(EnvVars.class);
        return build == null ? new EnvVars() : build;
    }

    private String node() throws IOException, InterruptedException {
        Computer computer = getContext().get(Computer.class);
        return computer == null ? "" : computer.getDisplayName();
    }

    private <T> T context(Class<T> type) throws IOException, InterruptedException {
        T found = getContext().get(type);
        if (found == null) {
            throw new IOException("the build has no " + type.getSimpleName() + " any more");
        }
        return found;
    }

    private Consumer<String> log() throws IOException, InterruptedException {
        return Surroundings.log(context(TaskListener.class), id);
    }

    private void say(String text) {
        try {
            log().accept(text);
        } catch (IOException | RuntimeException gone) {
            LOGGER.log(Level.INFO, text, gone);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cleans up before the block's end is told. */
    private final class Callback extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        @Override
        public void onSuccess(StepContext context, Object result) {
            run(() -> {
                close();
                context.onSuccess(result);
            });
        }

        @Override
        public void onFailure(StepContext context, Throwable failure) {
            Throwable said = MaskedFailure.of(failure, id);
            run(() -> {
                close();
                context.onFailure(said);
            });
        }
    }
}
