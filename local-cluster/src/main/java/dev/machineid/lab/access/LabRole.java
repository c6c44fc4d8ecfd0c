package dev.machineid.lab.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A role of the cluster: its SSH logins ({@link #BOT_LOGINS} stands for the bot's own {@code logins} trait), the longest
 * certificate it allows, the two options that make credentials useless to a bot, and what it lets its holder connect to.
 */
public record LabRole(
        String name,
        List<String> logins,
        Duration maxSessionTtl,
        boolean sessionMfa,
        String deviceTrustMode,
        LabGrants grants) {
    /** In a role's logins: whatever the bot's {@code logins} trait holds. */
    public static final String BOT_LOGINS = "{{internal.logins}}";

    private static final Duration DEFAULT_TTL = Duration.ofHours(30);

    public LabRole {
        if (name.isEmpty() || maxSessionTtl.isNegative() || maxSessionTtl.isZero()) {
            throw new IllegalArgumentException("a role needs a name and a positive longest life");
        }
        logins = List.copyOf(logins);
    }

    /** A role with these logins, 30 h at most, without session MFA or device trust. */
    public static LabRole of(String name, String... logins) {
        return new LabRole(name, List.of(logins), DEFAULT_TTL, false, "", LabGrants.EVERYTHING);
    }

    public LabRole withMaxSessionTtl(Duration longest) {
        return new LabRole(name, logins, longest, sessionMfa, deviceTrustMode, grants);
    }

    public LabRole withSessionMfa() {
        return new LabRole(name, logins, maxSessionTtl, true, deviceTrustMode, grants);
    }

    public LabRole withDeviceTrust(String mode) {
        return new LabRole(name, logins, maxSessionTtl, sessionMfa, mode, grants);
    }

    public LabRole with(LabGrants other) {
        return new LabRole(name, logins, maxSessionTtl, sessionMfa, deviceTrustMode, other);
    }

    /** The logins this role gives to a bot with that trait. */
    List<String> loginsFor(List<String> trait) {
        List<String> all = new ArrayList<>();
        for (String login : logins) {
            if (login.equals(BOT_LOGINS)) {
                all.addAll(trait);
            } else {
                all.add(login);
            }
        }
        return all;
    }
}
