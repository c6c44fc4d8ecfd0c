package dev.machineid.core.request;

import dev.machineid.core.report.SafeText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whether connections to the cluster's own services are wrapped into the proxy's web protocol, past a load balancer. */
public enum ConnectionUpgrades {
    /** Where a connection shows another certificate than the cluster's. */
    AUTO,
    /** From the first connection on. */
    ALWAYS,
    /** Not even then. */
    NEVER;

    /** The variable by which Teleport's own programs are told. */
    public static final String VARIABLE = "TELEPORT_TLS_ROUTING_CONN_UPGRADE";

    /** Reads the option's word. */
    public static ConnectionUpgrades parse(String text) {
        for (ConnectionUpgrades upgrades : values()) {
            if (upgrades.word().equals(text)) {
                return upgrades;
            }
        }
        throw Invalid.value(SafeText.quote(text) + " is none of auto, always and never", "write auto, always or never");
    }

    /** As the option has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * This setting, or, where it is {@link #AUTO}, what the variable says: {@code true} or {@code false} for every
     * address, {@code HOST:PORT=true} or {@code HOST=true} for one, several with {@code ,} or {@code ;} between. An address
     * that a variable with addresses leaves out is not upgraded.
     */
    public ConnectionUpgrades or(Map<String, String> variables, ClusterAddress proxy) {
        String value = variables.getOrDefault(VARIABLE, "");
        if (this != AUTO || value.isBlank()) {
            return this;
        }
        boolean upgraded = false;
        for (String condition : value.split("[,;]", -1)) {
            int equals = condition.indexOf('=');
            Optional<Boolean> truth = truth(condition.substring(equals + 1));
            if (equals < 0) {
                upgraded = truth.orElse(upgraded);
            } else if (List.of(proxy.toString(), proxy.host())
                    .contains(condition.substring(0, equals).strip())) {
                return truth.orElse(false) ? ALWAYS : NEVER;
            }
        }
        return upgraded ? ALWAYS : NEVER;
    }

    private static Optional<Boolean> truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "yeah", "y", "1", "on" -> Optional.of(true);
            case "false", "no", "nope", "n", "0", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
