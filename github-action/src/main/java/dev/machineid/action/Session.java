package dev.machineid.action;

import dev.machineid.action.toolkit.LoadingToolkit;
import dev.machineid.core.Companion;
import dev.machineid.core.CompanionStart;
import dev.machineid.core.Login;
import dev.machineid.core.MachineId;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.session.Owner;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One login of a step, and what is told about it. */
record Session(Step step, LoadingToolkit toolkit, ActionJob job, MachineIdRequest request, String use) {
    /** Step outputs by the variable they repeat. */
    private static final Map<String, String> OUTPUTS = Map.of(
            "MACHINE_ID_IDENTITY_FILE", "identity-file",
            "MACHINE_ID_SSH_CONFIG", "ssh-config",
            "KUBECONFIG", "kubeconfig");

    /** @param owner the process that the credentials end with, or empty where the post step ends them */
    Login login(Optional<Owner> owner) {
        Login login = MachineId.of(job, step.clock(), step.sleeper()).login(request, owner);
        toolkit.checkInputs();
        return login;
    }

    /**
     * Opens the tunnels of the login's outputs and its ssh multiplexer, in a process that outlives the step.
     *
     * @throws FaultException COMPANION_NOT_STARTED
     */
    Companion.Served serve(Login login, BooleanSupplier stopping) {
        Map<String, String> variables = new HashMap<>(step.variables().all());
        variables.keySet().removeIf(name -> name.startsWith("INPUT_") || name.startsWith("STATE_"));
        try {
            return CompanionStart.of(job.program(), request, variables).run(login.directory(), stopping);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new FaultException(ErrorCode.COMPANION_NOT_STARTED, "the step was stopped", "run the job again");
        }
    }

    void keepState(String name, String value) {
        toolkit.saveState(name, value);
        toolkit.flush();
    }

    /** Hands paths and names to the later steps; nothing of it is a secret. */
    void deliver(Login login, Companion.Served served) {
        LoginReport report = login.report();
        String prefix = request.delivery().prefix().orElse("");
        toolkit.output(
                "directory",
                login.environment()
                        .getOrDefault(
                                prefix + "MACHINE_ID_DIR", login.directory().toString()));
        OUTPUTS.forEach(
                (variable, name) -> Optional.ofNullable(login.environment().get(prefix + variable))
                        .ifPresent(path -> toolkit.output(name, path)));
        toolkit.output(
                "expires-at", report.expires().truncatedTo(ChronoUnit.SECONDS).toString());
        toolkit.output("cluster", report.cluster());
        toolkit.output("bot", report.bot());
        job.exported().forEach(toolkit::export);
        if (request.delivery().exportEnv()) {
            served.variables().forEach(toolkit::export);
        }
        toolkit.flush();
    }

    /** What the login came to, in the log and on the run's page. */
    void report(Login login, Companion.Served served, boolean summary) {
        LoginReport report = login.report();
        report.warnings().forEach(text -> toolkit.warning(ActionJob.TITLE, text));
        served.warnings().forEach(text -> toolkit.warning(ActionJob.TITLE, text));
        toolkit.group(
                "Machine ID: " + report.bot() + " in " + report.cluster() + " until "
                        + report.expires().truncatedTo(ChronoUnit.SECONDS),
                List.copyOf(report.text().lines().toList()));
        toolkit.info("files in " + login.directory());
        served.tunnels().forEach(toolkit::info);
        if (summary && step.variables().find("GITHUB_STEP_SUMMARY").isPresent()) {
            toolkit.summary(new SummaryCard(report, job.claims(), served.tunnels(), correlation()).markdown());
        }
        toolkit.flush();
    }

    /** What the cluster's audit log and this run have in common: the run, which the id token names too, and this use. */
    private String correlation() {
        return step.variables().find("GITHUB_RUN_ID").orElse("no-run") + "."
                + step.variables().find("GITHUB_RUN_ATTEMPT").orElse("1") + "." + use.substring(0, 8);
    }
}
