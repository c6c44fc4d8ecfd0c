package dev.machineid.command;

import dev.machineid.core.TargetTunnel;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.OutputSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The tunnels of the outputs that name a port, until they are closed. */
final class OpenTunnels implements AutoCloseable {
    private final List<TargetTunnel> open = new ArrayList<>();
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();

    private OpenTunnels() {}

    /**
     * Opens them all, or none.
     *
     * @param caFile see {@link TargetTunnel.Settings}
     * @param failed is told of every connection that did not come about
     */
    static OpenTunnels open(
            Path directory,
            List<OutputSpec> outputs,
            String prefix,
            Optional<Path> caFile,
            Surroundings surroundings,
            Consumer<MachineIdException> failed) {
        OpenTunnels tunnels = new OpenTunnels();
        TargetTunnel.Settings settings = new TargetTunnel.Settings(surroundings.variables(), caFile);
        try {
            for (OutputSpec output : outputs) {
                if (output.hasTunnel()) {
                    TargetTunnel tunnel = TargetTunnel.open(
                            directory, output, settings, OptionalInt.empty(), surroundings.clock(), failed);
                    tunnels.open.add(tunnel);
                    tunnels.words.add(output.kind()
                            + output.name().map(" "::concat).orElse("") + " at 127.0.0.1:" + tunnel.port());
                    // Of several of one kind the variables lead to the first, as those of the login do.
                    tunnel.variables().forEach((name, value) -> tunnels.variables.putIfAbsent(prefix + name, value));
                }
            }
            return tunnels;
        } catch (RuntimeException failure) {
            tunnels.close();
            throw failure;
        }
    }

    /** What leads to them, by the final names. */
    Map<String, String> variables() {
        return variables;
    }

    /** Each in words: what, and where. */
    List<String> words() {
        return words;
    }

    /** Whether somebody is connected. */
    boolean isInUse() {
        return open.stream().anyMatch(TargetTunnel::isInUse);
    }

    @Override
    public void close() {
        open.forEach(TargetTunnel::close);
    }
}
