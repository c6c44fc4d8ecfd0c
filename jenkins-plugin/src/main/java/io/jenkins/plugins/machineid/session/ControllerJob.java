package io.jenkins.plugins.machineid.session;

import dev.machineid.core.JobEnvironment;
import dev.machineid.core.secret.Secret;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The surroundings of a login that the controller does itself; it writes nothing there. */
public final class ControllerJob implements JobEnvironment {
    private static final List<String> NETWORK =
            List.of("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "HTTP_PROXY", "http_proxy");

    private final Map<String, String> variables = new HashMap<>();
    private final List<String> program;
    private final Consumer<String> log;

    /**
     * One login's.
     *
     * @param proofs variables with the proof, which no process sees
     * @param program the program on the agent
     */
    public ControllerJob(
            Map<String, String> proofs, List<String> program, Map<String, String> controller, Consumer<String> log) {
        NETWORK.forEach(name -> {
            String value = controller.get(name);
            if (value != null) {
                variables.put(name, value);
            }
        });
        variables.putAll(proofs);
        this.program = List.copyOf(program);
        this.log = log;
    }

    @Override
    public Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    @Override
    public Path workingDirectory() {
        return Path.of("").toAbsolutePath();
    }

    @Override
    public String temporaryDirectory() {
        return System.getProperty("java.io.tmpdir", "");
    }

    @Override
    public String userName() {
        return System.getProperty("user.name", "");
    }

    @Override
    public List<String> program() {
        return program;
    }

    @Override
    public void mask(Secret secret) {
        // The session hides what a login brings.
    }

    @Override
    public void export(String name, String value) {
        // The session hands the variables on.
    }

    @Override
    public void notice(String text) {
        log.accept("notice: " + text);
    }

    @Override
    public void warning(String text) {
        log.accept("warning: " + text);
    }

    @Override
    public void debug(String text) {
        log.accept("debug: " + text);
    }
}
