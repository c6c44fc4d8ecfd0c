package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the outputs of one login may not ask for at the same time. */
final class OutputsTogether {
    private OutputsTogether() {}

    /** One login writes one ssh_config, so its ssh outputs cannot want two ways through the proxy. */
    static void oneProxyCommand(List<OutputSpec> outputs, boolean multiplexed, Problems problems) {
        long ways = outputs.stream()
                .filter(output -> output.kind() == OutputKind.SSH)
                .map(output -> output.settings().getOrDefault(OutputSpec.PROXY_COMMAND, "program"))
                .distinct()
                .count();
        if (multiplexed
                && outputs.stream().anyMatch(output -> output.kind() == OutputKind.SSH && !output.isMultiplexed())) {
            problems.add(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "ssh-multiplexer",
                    "an ssh output names another proxy-command",
                    "leave proxy-command out, or ssh-multiplexer");
        } else if (ways > 1) {
            problems.add(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "outputs",
                    "its ssh outputs want different proxy-commands",
                    "give every ssh output the same, or log in twice");
        }
    }

    /** A target has one directory, and a port one tunnel. */
    static void eachOnce(List<OutputSpec> outputs, Problems problems) {
        Set<String> targets = new LinkedHashSet<>();
        Set<String> ports = new LinkedHashSet<>();
        for (OutputSpec output : outputs) {
            boolean target = output.kind() == OutputKind.DATABASE
                    || output.kind() == OutputKind.APPLICATION
                    || output.kind() == OutputKind.WORKLOAD_IDENTITY;
            String port = output.settings().get(OutputSpec.PORT);
            if (target && !targets.add(output.kind() + ":" + output.name().orElse("") + output.labels())) {
                problems.add(
                        ErrorCode.CONFLICTING_OPTIONS,
                        "outputs",
                        output.kind() + ":" + output.name().orElse("") + " stands there more than once",
                        "keep one of them, or log in twice, the second time with prefix");
            }
            if (port != null && !port.equals(OutputSpec.ANY_PORT) && !ports.add(port)) {
                problems.add(
                        ErrorCode.CONFLICTING_OPTIONS,
                        "outputs",
                        "two outputs want the port " + port,
                        "give each a port of its own");
            }
        }
        if (outputs.stream()
                        .filter(output -> output.kind() == OutputKind.KUBERNETES && output.hasTunnel())
                        .count()
                > 1) {
            problems.add(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "outputs",
                    "several kubernetes outputs name a port",
                    "keep it in one of them: all clusters are in one kubeconfig, and its tunnel leads to all");
        }
    }
}
