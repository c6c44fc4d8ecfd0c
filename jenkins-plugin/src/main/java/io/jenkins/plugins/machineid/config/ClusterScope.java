package io.jenkins.plugins.machineid.config;

import java.util.List;

/**
 * The clusters of one place of configuration.
 *
 * @param label how a message names the place: {@code Jenkins}, {@code folder team}
 * @param forbidsOverriding whether nothing below may say otherwise
 */
record ClusterScope(String label, boolean forbidsOverriding, List<ClusterConfiguration> clusters) {
    ClusterScope {
        clusters = List.copyOf(clusters);
    }
}
