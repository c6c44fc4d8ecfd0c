package io.jenkins.plugins.machineid.session;

import io.jenkins.plugins.machineid.agent.RunProgram;
import io.jenkins.plugins.machineid.mask.LiveMasks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the program is called for one block. A proof goes through its standard input, never onto its command line. */
final class Calls {
    private static final String PROOF = "MACHINE_ID_PROOF";

    /** What the program may take beyond its own deadline, to start and to end. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final String id;
    private final String maskKey;
    private final Workplace place;
    private final Map<String, String> build;

    /**
     * Those of a block.
     *
     * @param maskKey under which its secrets are hidden
     * @param build the build's variables, of which those are used that options name
     */
    Calls(String id, String maskKey, Workplace place, Map<String, String> build) {
        this.id = id;
        this.maskKey = maskKey;
        this.place = place;
        this.build = Map.copyOf(build);
    }

    /** A login, or what stands in for one. */
    RunProgram.Call login(Plan plan, Optional<ProofSource.Presented> proof, List<String> verb) {
        List<String> words = new ArrayList<>(verb);
        words.add("--directory=" + directory(plan));
        words.addAll(plan.words());
        if (!plan.certificates().isEmpty() && !plan.copies()) {
            words.add("--ca-file=" + place.certificates(id));
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (String option : List.of("oidc-env", "secret-env")) {
            String value = build.get(plan.option(option));
            if (value != null) {
                variables.put(plan.option(option), value);
                LiveMasks.hide(maskKey, value);
            }
        }
        for (String name : List.of("WORKSPACE", "HTTPS_PROXY", "NO_PROXY")) {
            String value = build.get(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        proof.ifPresent(presented -> {
            words.add("--stdin-env=" + PROOF);
            words.add("--" + presented.option() + "=" + PROOF);
        });
        byte[] input = proof.map(presented -> presented.text().getBytes(StandardCharsets.UTF_8))
                .orElse(new byte[0]);
        return new RunProgram.Call(words, input, variables, place.workingDirectory(), limit(plan));
    }

    /** The verb of a login that keeps credentials: {@code login}, or {@code adopt} for a daemon's. */
    static List<String> verb(Plan plan, boolean follow) {
        List<String> words = new ArrayList<>();
        words.add(plan.adopts() ? "adopt" : "login");
        words.add("--json");
        if (plan.adopts()) {
            words.add("--from=" + plan.daemonDirectory());
        }
        if (follow) {
            words.add("--follow");
        }
        return words;
    }

    /** The tunnels and the multiplexer of credentials that were laid down by the controller. */
    RunProgram.Call serve(Plan plan, String home) {
        dev.machineid.core.request.MachineIdRequest request =
                plan.read(Map.of()).request();
        List<String> words = new ArrayList<>(List.of(
                "serve",
                "--background",
                "--format=json",
                "--directory=" + home,
                "--proxy=" + request.endpoint().outputAddress(),
                "--outputs=" + request.outputs().stream().map(Object::toString).collect(Collectors.joining(" "))));
        request.delivery().prefix().ifPresent(prefix -> words.add("--prefix=" + prefix));
        return plain(words, limit(plan));
    }

    RunProgram.Call logout(String directory) {
        return plain(List.of("logout", "--directory=" + directory), GRACE.toMillis());
    }

    RunProgram.Call version() {
        return plain(List.of("version"), GRACE.toMillis());
    }

    private RunProgram.Call plain(List<String> words, long limit) {
        return new RunProgram.Call(words, new byte[0], Map.of(), place.workingDirectory(), limit);
    }

    private static long limit(Plan plan) {
        return plan.read(Map.of()).request().timeout().plus(GRACE).toMillis();
    }

    /** Where the credentials are, an absolute path on the agent. */
    String directory(Plan plan) {
        String named = plan.option("directory");
        return named.isEmpty() ? place.directory(id) : named;
    }
}
