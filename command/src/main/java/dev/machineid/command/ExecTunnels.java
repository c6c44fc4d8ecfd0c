package dev.machineid.command;

import dev.machineid.core.Login;
import dev.machineid.core.TargetTunnel;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The tunnels of the outputs that name a port, for as long as one command runs. */
final class ExecTunnels implements AutoCloseable {
    private final List<TargetTunnel> open = new ArrayList<>();
    private final Map<String, String> variables = new LinkedHashMap<>();

    private ExecTunnels() {}

    static ExecTunnels open(MachineIdRequest request, Login login, Surroundings surroundings, CommandJob job) {
        ExecTunnels tunnels = new ExecTunnels();
        TargetTunnel.Settings settings = new TargetTunnel.Settings(
                surroundings.variables(), request.trust().caFile());
        try {
            for (OutputSpec output : request.outputs()) {
                if (output.settings().containsKey(OutputSpec.PORT)) {
                    TargetTunnel tunnel = TargetTunnel.open(
                            login.directory(),
                            output,
                            settings,
                            OptionalInt.empty(),
                            surroundings.clock(),
                            failure -> job.say(failure.render()));
                    tunnels.open.add(tunnel);
                    // Of several of one kind the variables lead to the first, as those of the login do.
                    tunnel.variables()
                            .forEach((name, value) -> tunnels.variables.putIfAbsent(
                                    request.delivery().prefix().orElse("") + name, value));
                }
            }
            return tunnels;
        } catch (RuntimeException failed) {
            tunnels.close();
            throw failed;
        }
    }

    /** What leads to them, by the final names. */
    Map<String, String> variables() {
        return variables;
    }

    @Override
    public void close() {
        open.forEach(TargetTunnel::close);
    }
}
