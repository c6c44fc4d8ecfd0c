package io.jenkins.plugins.machineid.config;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.SafeText;
import io.jenkins.plugins.machineid.session.SessionFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts a block's own options over those of the folders it lies in and of Jenkins: what is nearest wins, unless an outer
 * place forbids overriding.
 *
 * <p>Where it does, its clusters are the only ones, and what it sets stays; what it leaves open may be said below.
 */
final class ClusterChoice {
    /** Whom to trust; below a place that forbids overriding nobody chooses that. */
    private static final Set<String> TRUST = Set.of(
            "proxy", "auth-server", "cluster-name", "ca-file", "ca-pins", "config", ClusterConfiguration.CERTIFICATES);

    private final List<ClusterScope> outermostFirst;

    ClusterChoice(List<ClusterScope> outermostFirst) {
        this.outermostFirst = List.copyOf(outermostFirst);
    }

    /**
     * All options of a block.
     *
     * @param name the cluster a block names; empty for the one whose proxy it gives, else the nearest place's first
     * @param own the block's own options by their names
     */
    Map<String, String> over(String name, Map<String, String> own) throws SessionFailure {
        Optional<ClusterScope> lock =
                outermostFirst.stream().filter(ClusterScope::forbidsOverriding).findFirst();
        Optional<String> chosen = chosen(name, own.getOrDefault("proxy", ""), lock);
        if (chosen.isEmpty()) {
            if (lock.isPresent()) {
                throw forbidden(lock.get(), "a proxy that is not configured there");
            }
            return own;
        }
        Map<String, String> options = new LinkedHashMap<>();
        Set<String> fixed = new java.util.LinkedHashSet<>();
        boolean locked = false;
        for (ClusterScope scope : outermostFirst) {
            Optional<ClusterConfiguration> entry = entry(scope, chosen.get());
            for (Map.Entry<String, String> word :
                    entry.map(ClusterConfiguration::words).orElse(Map.of()).entrySet()) {
                if (!locked || !fixed.contains(word.getKey())) {
                    options.put(word.getKey(), word.getValue());
                }
            }
            if (scope.forbidsOverriding() && !locked) {
                locked = true;
                fixed.addAll(options.keySet());
                fixed.addAll(TRUST);
            }
        }
        for (Map.Entry<String, String> word : own.entrySet()) {
            boolean same = word.getValue().equals(options.getOrDefault(word.getKey(), ""));
            if (lock.isPresent() && fixed.contains(word.getKey()) && !same) {
                throw forbidden(lock.get(), "the option " + word.getKey());
            }
            options.put(word.getKey(), word.getValue());
        }
        return options;
    }

    private Optional<String> chosen(String name, String proxy, Optional<ClusterScope> lock) throws SessionFailure {
        int last = lock.map(outermostFirst::indexOf).orElse(outermostFirst.size() - 1);
        List<ClusterScope> nearestFirst = new ArrayList<>(outermostFirst.subList(0, last + 1));
        java.util.Collections.reverse(nearestFirst);
        if (!name.isBlank()) {
            if (nearestFirst.stream()
                    .noneMatch(scope -> entry(scope, name.strip()).isPresent())) {
                throw SessionFailure.of(
                        ErrorCode.JENKINS_CLUSTER_UNKNOWN,
                        "no cluster " + SafeText.quote(name.strip()) + " is configured for this job",
                        "write its name as the configuration of Jenkins or of the folder says it, or give proxy and"
                                + " token here");
            }
            return Optional.of(name.strip());
        }
        return nearestFirst.stream()
                .flatMap(scope -> scope.clusters().stream())
                .filter(entry -> proxy.isBlank() || entry.getProxy().strip().equals(proxy.strip()))
                .map(entry -> entry.getName().strip())
                .findFirst();
    }

    private static Optional<ClusterConfiguration> entry(ClusterScope scope, String name) {
        return scope.clusters().stream()
                .filter(entry -> entry.getName().strip().equals(name))
                .findFirst();
    }

    private static SessionFailure forbidden(ClusterScope scope, String what) {
        return SessionFailure.of(
                ErrorCode.JENKINS_OVERRIDE_FORBIDDEN,
                "the configuration of " + scope.label() + " does not let a job choose " + what,
                "leave it out, or ask an administrator of Jenkins to configure it");
    }
}
