package io.jenkins.plugins.machineid.session;

import dev.machineid.core.Collected;
import dev.machineid.core.MachineId;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.MachineIdRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Joins on the controller, for an agent that does not reach the cluster. */
final class ControllerLogin {
    private static final String PROOF = "MACHINE_ID_PROOF";

    private final Map<String, String> controller;
    private final Consumer<String> log;

    /** @param controller the controller's own environment, of which the HTTP proxy is used */
    ControllerLogin(Map<String, String> controller, Consumer<String> log) {
        this.controller = controller;
        this.log = log;
    }

    /**
     * Joins and issues.
     *
     * @param launcher the program on the agent
     * @param generation absolute path the files will have on the agent
     */
    Collected login(Plan plan, ProofSource.Presented proof, List<String> launcher, Path generation, Path exported)
            throws IOException {
        if (!plan.option("ca-file").isEmpty()) {
            throw SessionFailure.of(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "caFile names a file on the agent, and the controller is to join",
                    "put the certificates into the cluster's configuration in Jenkins");
        }
        if (!plan.option("state-directory").isEmpty()) {
            throw SessionFailure.of(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "stateDirectory names a directory on the agent, and the controller is to join",
                    "let the agent join (joinOn 'agent'), or use a join method that keeps nothing");
        }
        Map<String, String> more = new LinkedHashMap<>();
        more.put(proof.option(), PROOF);
        Path authorities = authorities(plan);
        try {
            if (!plan.certificates().isEmpty()) {
                more.put("ca-file", authorities.toString());
            }
            MachineIdRequest request = plan.read(more).request();
            ControllerJob job = new ControllerJob(Map.of(PROOF, proof.text()), launcher, controller, said -> {
                if (request.debug() || !said.startsWith("debug: ")) {
                    log.accept(said);
                }
            });
            Collected collected = Collected.login(MachineId.of(job), request, generation, exported);
            collected.report().warnings().forEach(job::warning); // as the program on an agent does
            return collected;
        } catch (MachineIdException explained) {
            throw SessionFailure.of(explained);
        } finally {
            Files.deleteIfExists(authorities);
        }
    }

    private static Path authorities(Plan plan) throws IOException {
        Path file = Files.createTempFile("machine-id-", ".pem");
        return Files.writeString(file, plan.certificates() + "\n");
    }
}
