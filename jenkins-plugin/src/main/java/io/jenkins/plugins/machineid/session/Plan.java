package io.jenkins.plugins.machineid.session;

import dev.machineid.core.CompanionStart;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.ReadRequest;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What one identity is asked for, merged and checked; saved with a running build, so it holds no secret.
 *
 * <p>No record: the format that running builds are saved in knows none.
 */
public final class Plan implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What {@code adopt} understands of the common options. */
    private static final Set<String> FOR_A_COPY = Set.of(
            "proxy",
            "cluster-name",
            "outputs",
            "ssh",
            "terraform",
            "expect-cluster",
            "expect-bot",
            "expect-roles",
            "directory",
            "allow-workspace",
            "debug",
            "prefix");

    private final LinkedHashMap<String, String> options;
    private final String credentialsId;
    private final String daemonDirectory;
    private final String certificates;
    private final JoinPlace joinPlace;

    /**
     * What to do.
     *
     * @param options the common options by their catalogue names
     * @param credentialsId the Jenkins credential with the proof; empty where the agent has one
     * @param daemonDirectory where a daemon on the agent keeps credentials; empty to join
     * @param certificates authorities of the proxy's certificate as PEM; empty for the system's
     */
    public Plan(
            Map<String, String> options,
            String credentialsId,
            String daemonDirectory,
            String certificates,
            JoinPlace joinPlace) {
        this.options = new LinkedHashMap<>(options);
        this.credentialsId = credentialsId.strip();
        this.daemonDirectory = daemonDirectory.strip();
        this.certificates = certificates.strip();
        this.joinPlace = joinPlace;
    }

    /**
     * The plan, with what the user should know about it in the log.
     *
     * @param joinOn the word of a {@link JoinPlace}; empty for the default
     * @throws dev.machineid.core.report.InvalidRequestException with every mistake there is
     */
    public static Plan checked(
            Map<String, String> options,
            String credentialsId,
            String daemonDirectory,
            String certificates,
            String joinOn,
            Consumer<String> log)
            throws SessionFailure {
        Plan plan = new Plan(options, credentialsId, daemonDirectory, certificates, JoinPlace.parse(joinOn));
        plan.read(Map.of()).warnings().forEach(warning -> log.accept("warning: " + warning));
        return plan;
    }

    public String credentialsId() {
        return credentialsId;
    }

    String daemonDirectory() {
        return daemonDirectory;
    }

    /** Whether credentials are copied that are there already: of any daemon, or of this program's own. */
    boolean copies() {
        return adopts() || !option("from-daemon").isEmpty();
    }

    /** Whether only the identity file of a directory is taken, which any daemon may keep. */
    boolean adopts() {
        return !daemonDirectory.isEmpty();
    }

    String certificates() {
        return certificates;
    }

    JoinPlace joinPlace() {
        return joinPlace;
    }

    String option(String name) {
        return options.getOrDefault(name, "");
    }

    boolean renews() {
        return !option("renew").equals("false");
    }

    boolean rehearses() {
        return option("dry-run").equals("true");
    }

    /** The options as arguments of the program. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        options.forEach((name, text) -> {
            boolean known = adopts() ? FOR_A_COPY.contains(name) : !name.equals("renew");
            if (known && !name.equals("directory") && !text.isBlank()) {
                words.add("--" + name + "=" + text);
            }
        });
        return words;
    }

    /** The options as the library reads them, with some more. */
    RawOptions raw(Map<String, String> more) {
        RawOptions.Builder builder = RawOptions.builder();
        Map<String, String> all = new LinkedHashMap<>(options);
        all.putAll(more);
        all.forEach((name, text) -> builder.put(name, text, Source.of(Source.Kind.ADAPTER_INPUT, name)));
        return builder.build();
    }

    /**
     * The checked request, with some more options.
     *
     * @throws dev.machineid.core.report.InvalidRequestException with every mistake there is
     */
    ReadRequest read(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(more);
        if (copies()) {
            all.putIfAbsent("token", "none"); // nothing is joined; the catalogue wants the word all the same
        } else if (!credentialsId.isEmpty() && !all.containsKey("oidc-env") && !all.containsKey("secret-env")) {
            // The proof comes by a pipe; which of the two it is, is seen when it is there.
            all.put(option("join-method").equals("token") ? "secret-env" : "oidc-env", "MACHINE_ID_PROOF");
        }
        return new RequestReader(Path.of("").toAbsolutePath()).read(raw(all));
    }

    /** Whether an ssh_config is wanted whose way through the proxy nobody has named. */
    boolean leavesTheWayOpen() {
        return outputs().stream().anyMatch(Plan::leavesTheWayOpen);
    }

    /** The same with openssl as the way through the proxy, where nobody has named one. */
    Plan withOpenssl() {
        Map<String, String> changed = new LinkedHashMap<>(options);
        List<String> entries = new ArrayList<>();
        for (OutputSpec output : outputs()) {
            entries.add(leavesTheWayOpen(output) ? output + "," + OutputSpec.PROXY_COMMAND + "=openssl" : output + "");
        }
        List.of("ssh", "kubernetes", "application", "terraform").forEach(changed::remove);
        changed.put("outputs", String.join(" ", entries));
        return new Plan(changed, credentialsId, daemonDirectory, certificates, joinPlace);
    }

    /** Whether an output asks for a tunnel or for the ssh multiplexer, which a process beside the block serves. */
    boolean keepsAProcess() {
        return !rehearses() && CompanionStart.isAsked(outputs());
    }

    private List<OutputSpec> outputs() {
        return read(Map.of()).request().outputs();
    }

    private static boolean leavesTheWayOpen(OutputSpec output) {
        return output.kind() == OutputKind.SSH && !output.settings().containsKey(OutputSpec.PROXY_COMMAND);
    }
}
