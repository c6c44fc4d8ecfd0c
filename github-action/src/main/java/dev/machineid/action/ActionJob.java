package dev.machineid.action;

import dev.machineid.action.toolkit.ActionToolkit;
import dev.machineid.core.JobEnvironment;
import dev.machineid.core.platform.Claims;
import dev.machineid.core.platform.IdTokenSource;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The job as GitHub's toolkit shows it. */
final class ActionJob implements JobEnvironment {
    /** What annotations are headed with. */
    static final String TITLE = "Machine ID";

    private final Step step;
    private final ActionToolkit toolkit;
    private final List<String> program;
    private final Map<String, String> exported = new LinkedHashMap<>();
    private volatile List<String> claims = List.of();

    ActionJob(Step step, ActionToolkit toolkit, List<String> program) {
        this.step = step;
        this.toolkit = toolkit;
        this.program = List.copyOf(program);
    }

    @Override
    public Map<String, String> variables() {
        return step.variables().all();
    }

    @Override
    public Path workingDirectory() {
        return step.workingDirectory();
    }

    @Override
    public String temporaryDirectory() {
        return step.temporaryDirectory();
    }

    @Override
    public String userName() {
        return step.userName();
    }

    @Override
    public List<String> program() {
        return program;
    }

    @Override
    public Optional<IdTokenSource> idTokens() {
        return Optional.of(audience -> {
            Secret token = toolkit.idToken(Optional.of(audience));
            try {
                claims = Claims.parse(token).safeSubset();
            } catch (MachineIdException malformed) {
                claims = List.of(); // whoever uses the token says so
            }
            return token;
        });
    }

    /** What the last id token says, as far as it may be shown. */
    List<String> claims() {
        return claims;
    }

    @Override
    public void mask(Secret secret) {
        toolkit.mask(secret);
    }

    @Override
    public void export(String name, String value) {
        exported.put(name, value);
    }

    /** What the login exports; handed to the runner once the login is complete. */
    Map<String, String> exported() {
        return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(exported));
    }

    @Override
    public void notice(String text) {
        toolkit.info("notice: " + text);
    }

    @Override
    public void warning(String text) {
        toolkit.warning(TITLE, text);
    }

    @Override
    public void debug(String text) {
        toolkit.debug(text);
    }
}
