package io.jenkins.plugins.machineid.config;

import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.Platform;
import dev.machineid.core.request.RawOptions;
import hudson.model.Item;
import io.jenkins.plugins.machineid.session.Plan;
import io.jenkins.plugins.machineid.session.SessionFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From what a block says to what is done: its own options over the build's {@code MACHINE_ID_OPT_} variables over the
 * configuration of folders and Jenkins.
 */
public final class PlanReader {
    private final List<ClusterScope> scopes;

    private PlanReader(List<ClusterScope> scopes) {
        this.scopes = List.copyOf(scopes);
    }

    /** With the configuration around a job. */
    public static PlanReader around(@Nullable Item job) {
        return new PlanReader(MachineIdFolder.around(job));
    }

    static PlanReader of(List<ClusterScope> outermostFirst) {
        return new PlanReader(outermostFirst);
    }

    /** The names of the clusters there are, the nearest first. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (ClusterScope scope : scopes) {
            scope.clusters().forEach(cluster -> names.add(0, cluster.getName().strip()));
        }
        return names.stream().filter(name -> !name.isEmpty()).distinct().toList();
    }

    /**
     * What a block says by itself.
     *
     * @param options the common options by their catalogue names; blank ones count as not given
     * @param cluster the configured cluster it names, or empty
     * @param daemonDirectory where a daemon keeps credentials, or empty
     */
    public record Said(
            Map<String, String> options, String cluster, String credentialsId, String joinOn, String daemonDirectory) {}

    /** The merged and checked plan. */
    public Plan read(Said said, Map<String, String> build, Consumer<String> log) throws SessionFailure {
        try {
            Map<String, String> own = fromBuild(build);
            said.options().forEach((name, text) -> put(own, name, text));
            put(own, ClusterConfiguration.CREDENTIALS, said.credentialsId());
            put(own, ClusterConfiguration.JOIN_ON, said.joinOn());
            Map<String, String> all = new LinkedHashMap<>(new ClusterChoice(scopes).over(said.cluster(), own));
            String credentialsId = Texts.of(all.remove(ClusterConfiguration.CREDENTIALS));
            String joinOn = Texts.of(all.remove(ClusterConfiguration.JOIN_ON));
            String certificates = Texts.of(all.remove(ClusterConfiguration.CERTIFICATES));
            if (all.containsKey("ca-file")) {
                certificates = ""; // the block names its own
            }
            return Plan.checked(all, credentialsId, said.daemonDirectory(), certificates, joinOn, log);
        } catch (MachineIdException explained) {
            throw SessionFailure.of(explained);
        }
    }

    /** What was saved before an option was there has nothing in its place. */
    private static void put(Map<String, String> options, String name, @Nullable String text) {
        if (!Texts.of(text).isBlank()) {
            options.put(name, Texts.of(text).strip());
        }
    }

    /** Unknown ones are refused by name, as everywhere. */
    private static Map<String, String> fromBuild(Map<String, String> build) {
        RawOptions given = RawOptions.fromEnvironment(build);
        Map<String, String> options = new LinkedHashMap<>();
        for (OptionSpec spec : OptionCatalogue.of(Platform.JENKINS)) {
            if (given.has(spec.name())) {
                options.put(spec.name(), given.values(spec.name()).get(0).text());
            }
        }
        return options;
    }
}
