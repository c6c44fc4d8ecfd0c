package dev.machineid.core.join;

import dev.machineid.core.cluster.ClusterInfo;
import java.time.Duration;
import java.util.Optional;

/**
 * How far the cluster's clock is from this machine's, by the {@code Date} header of its first answer; only where that is
 * more than 30 seconds, since a header counts whole seconds and takes its time to arrive.
 *
 * @param ahead the cluster's time minus ours; negative where the cluster is behind
 */
public record ClockDifference(Duration ahead) {
    private static final Duration HARMLESS = Duration.ofSeconds(30);

    /** The difference, where it matters. */
    public static Optional<ClockDifference> of(ClusterInfo cluster) {
        return cluster.clockSkew()
                .filter(skew -> skew.abs().compareTo(HARMLESS) > 0)
                .map(ClockDifference::new);
    }

    /** Whether the cluster's clock shows a later time than ours. */
    public boolean clusterIsAhead() {
        return !ahead.isNegative();
    }

    /** {@code the cluster's clock is 45 s ahead of this machine's}. */
    public String words() {
        return "the cluster's clock is " + ahead.abs().toSeconds() + " s " + (clusterIsAhead() ? "ahead of" : "behind")
                + " this machine's";
    }

    /** What to do about it. */
    public String advice() {
        return "let a time server set the clock that is wrong (here: compare date -u with the true time); a difference"
                + " of up to 30 s does no harm";
    }
}
