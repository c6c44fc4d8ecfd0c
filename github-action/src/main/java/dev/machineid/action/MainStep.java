package dev.machineid.action;

import dev.machineid.action.toolkit.ActionToolkit;
import dev.machineid.action.toolkit.LoadingToolkit;
import dev.machineid.core.Companion;
import dev.machineid.core.Login;
import dev.machineid.core.MachineId;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.ReadRequest;
import dev.machineid.core.session.PrivateDirectory;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The step: logs in while the toolkit still loads, and hands on what the later steps need, or runs the one script. */
final class MainStep {
    private final Step step;
    private final Function<Step, LoadingToolkit> toolkits;

    MainStep(Step step) {
        this(step, each -> LoadingToolkit.start(each.variables(), each.out()));
    }

    MainStep(Step step, Function<Step, LoadingToolkit> toolkits) {
        this.step = step;
        this.toolkits = toolkits;
    }

    /** The step's exit code. */
    int run() {
        LoadingToolkit toolkit = toolkits.apply(step);
        try {
            int code = run(toolkit);
            toolkit.close();
            return code;
        } catch (MachineIdException explained) {
            return failed(toolkit, explained.code(), explained.render());
        } catch (RuntimeException | LinkageError mistake) {
            toolkit.debug(String.join("\n", trace(mistake)));
            return failed(
                    toolkit,
                    ErrorCode.INTERNAL,
                    "error[" + ErrorCode.INTERNAL.id() + "]: " + ErrorCode.INTERNAL.title() + " ("
                            + mistake.getClass().getSimpleName()
                            + ")\nhint: run the job again with debug logging and report it");
        }
    }

    private static List<String> trace(Throwable mistake) {
        return java.util.stream.Stream.of(mistake.getStackTrace())
                .map(frame -> mistake.getClass().getName() + " at " + frame)
                .toList();
    }

    /** The error is said by the toolkit if it can be, and plainly if the toolkit itself is the trouble. */
    private int failed(ActionToolkit toolkit, ErrorCode code, String text) {
        try {
            toolkit.error(ActionJob.TITLE + ": " + code.title() + " (" + code.id() + ")", text);
            boolean wanted = !toolkit.input("summary").equalsIgnoreCase("false");
            if (wanted && step.variables().find("GITHUB_STEP_SUMMARY").isPresent()) {
                toolkit.summary(new FailureCard(code, text).markdown());
            }
            toolkit.close();
        } catch (MachineIdException speechless) {
            step.out()
                    .write("::error::"
                            + text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A") + "\n");
        }
        return 1;
    }

    private int run(LoadingToolkit toolkit) {
        Inputs inputs = Inputs.read(toolkit);
        Options options = Options.of(inputs, step);
        ReadRequest read = options.read();
        boolean background = read.request().renew() && inputs.script().isEmpty();
        if (background && !hasIdentity(read.request())) {
            options = options.withIdentity();
            read = options.read();
        }
        read.warnings().forEach(text -> toolkit.warning(ActionJob.TITLE, text));
        if (read.request().dryRun()) {
            return rehearse(read.request(), toolkit);
        }
        String use = UseDirectory.id(step);
        PrivateDirectory directory = UseDirectory.prepare(step, read.request(), use);
        try (Stopping stopping = new Stopping(directory.path())) {
            toolkit.saveState("directory", directory.path().toString());
            Options placed = options.with("directory", directory.path().toString());
            List<String> program = PlacedProgram.place(step, directory);
            ActionJob job = new ActionJob(step, toolkit, program);
            Session session = new Session(step, toolkit, job, placed.read().request(), use);
            return inputs.script().isPresent()
                    ? new ScopedRun(session, stopping).run(inputs.script().get(), directory, inputs.summary())
                    : login(
                            session,
                            inputs.summary(),
                            background ? Optional.of(new Background(step, placed, program)) : Optional.empty(),
                            stopping);
        }
    }

    private static boolean hasIdentity(MachineIdRequest request) {
        return request.outputs().stream()
                .anyMatch(output -> output.kind() == OutputKind.IDENTITY
                        || output.kind() == OutputKind.SSH
                        || output.kind() == OutputKind.TERRAFORM);
    }

    private int rehearse(MachineIdRequest request, LoadingToolkit toolkit) {
        ActionJob job = new ActionJob(step, toolkit, List.of());
        dev.machineid.core.Rehearsal rehearsal =
                MachineId.of(job, step.clock(), step.sleeper()).rehearse(request);
        toolkit.checkInputs();
        toolkit.info("dry run: would join " + rehearsal.cluster() + " (Teleport " + rehearsal.serverVersion() + ") by "
                + rehearsal.method() + " for " + LoginReport.words(request.ttl().effective())
                + "; nothing was joined, issued or written");
        return 0;
    }

    private int login(Session session, boolean summary, Optional<Background> background, Stopping stopping) {
        Login login = session.login(Optional.empty());
        background.ifPresent(renewal -> session.keepState("renewal", Long.toString(renewal.start(login.directory()))));
        Companion.Served served = session.serve(login, stopping::isStopped);
        session.deliver(login, served);
        session.report(login, served, summary);
        stopping.delivered();
        return 0;
    }
}
