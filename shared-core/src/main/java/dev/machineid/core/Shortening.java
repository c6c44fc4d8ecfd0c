package dev.machineid.core;

import dev.machineid.core.issue.AccessLimits;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.SafeText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Names what made the cluster grant a shorter life than was asked for, which it does without a word. */
final class Shortening {
    /** Certificates are compared with what was asked at the moment of asking; calls take their time. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    /** A limit counts from the moment of issuing, and the granted life is read a little later. */
    private static final Duration NEAR = Duration.ofMinutes(2);

    /** A life longer than any job's. */
    private static final Duration LONG = Duration.ofHours(12);

    private static final int LONGEST_NAME = 100;

    private Shortening() {}

    /**
     * The warning, if it was shortened.
     *
     * @param roles the names of the roles asked for
     * @param bot the longest life that the bot's own role allows, where it was read
     */
    static Optional<String> warning(
            Duration asked, Duration granted, List<String> roles, AccessLimits limits, Optional<Duration> bot) {
        if (!isOne(asked, granted)) {
            return Optional.empty();
        }
        return Optional.of("the cluster granted " + LoginReport.words(granted) + " where " + LoginReport.words(asked)
                + " were asked; " + limit(granted, roles, limits, bot)
                + (asked.compareTo(LONG) >= 0 ? "; for a longer-lived need see tctl auth sign" : ""));
    }

    /** Whether less was granted than was asked. */
    static boolean isOne(Duration asked, Duration granted) {
        return granted.plus(TOLERANCE).compareTo(asked) < 0;
    }

    private static String limit(Duration granted, List<String> roles, AccessLimits limits, Optional<Duration> bot) {
        List<String> shortest = roles(granted, limits);
        if (!shortest.isEmpty()) {
            return "the limit is max_session_ttl " + LoginReport.words(granted) + " of the role"
                    + (shortest.size() == 1 ? " " : "s ") + String.join(", ", shortest)
                    + ": raise it there, give the bot another role, or ask for less";
        }
        if (bot.filter(longest -> near(longest, granted)).isPresent()) {
            return "the limit is max_session_ttl " + LoginReport.words(granted)
                    + " of the bot: raise it (tctl bots update --set-max-session-ttl), or ask for less";
        }
        String others =
                "max_session_ttl of the bot (" + bot.map(LoginReport::words).orElse("12h unless set")
                        + ") and the cluster's own limit for certificates";
        return limits.rolesKnown()
                ? "no role is the limit; what else limits it: " + others
                : "the limit is one of: max_session_ttl of a role (" + String.join(", ", roles) + "), " + others;
    }

    /** The roles whose limit is what was granted. */
    static List<String> roles(Duration granted, AccessLimits limits) {
        return limits.roles().stream()
                .filter(role ->
                        role.longest().filter(longest -> near(longest, granted)).isPresent())
                .map(role -> SafeText.line(role.name(), LONGEST_NAME))
                .toList();
    }

    private static boolean near(Duration limit, Duration granted) {
        return limit.minus(granted).abs().compareTo(NEAR) < 0;
    }
}
