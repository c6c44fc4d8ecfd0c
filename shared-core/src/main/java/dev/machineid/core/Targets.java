package dev.machineid.core;

import dev.machineid.core.issue.ApplicationAccess;
import dev.machineid.core.issue.DatabaseAccess;
import dev.machineid.core.issue.DatabaseTarget;
import dev.machineid.core.issue.Issued;
import dev.machineid.core.issue.KubernetesTarget;
import dev.machineid.core.issue.WorkloadTarget;
import dev.machineid.core.output.ApplicationOutput;
import dev.machineid.core.output.DatabaseOutput;
import dev.machineid.core.output.KubernetesOutput;
import dev.machineid.core.output.OutputWriter;
import dev.machineid.core.output.Place;
import dev.machineid.core.output.WorkloadIdentityOutput;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Kubernetes clusters, applications, databases, workload identities: from what was asked to what is issued, and from that to files. */
final class Targets {
    private Targets() {}

    static List<DatabaseTarget> databases(MachineIdRequest request) {
        return request.outputs().stream()
                .filter(output -> output.kind() == OutputKind.DATABASE)
                .map(output -> new DatabaseTarget(
                        output.name().orElseThrow(), setting(output, "user"), setting(output, "name")))
                .toList();
    }

    static List<KubernetesTarget> kubernetes(MachineIdRequest request) {
        return request.outputs().stream()
                .filter(output -> output.kind() == OutputKind.KUBERNETES)
                .map(output -> new KubernetesTarget(output.name().filter(name -> !output.isEvery()), output.labels()))
                .distinct()
                .toList();
    }

    static List<WorkloadTarget> workloads(MachineIdRequest request) {
        return request.outputs().stream()
                .filter(output -> output.kind() == OutputKind.WORKLOAD_IDENTITY)
                .map(output -> new WorkloadTarget(
                        output.name(),
                        output.labels(),
                        !"jwt".equals(output.settings().get("format")),
                        output.audiences()))
                .toList();
    }

    /** All clusters together: they are one kubeconfig, which asks our program where one of the outputs says so. */
    static OutputWriter kubernetes(Issued issued, List<OutputSpec> outputs, List<String> program, Place place) {
        boolean asks = outputs.stream()
                .anyMatch(output -> output.kind() == OutputKind.KUBERNETES
                        && "true".equals(output.settings().get(OutputSpec.EXEC)));
        return new KubernetesOutput(
                issued.kubernetes().certificates(),
                issued.kubernetes().byPath(),
                asks ? Optional.of(program) : Optional.empty(),
                outputs.stream()
                        .filter(output -> output.kind() == OutputKind.KUBERNETES && output.hasTunnel())
                        .findFirst()
                        .map(output -> new KubernetesOutput.ByTunnel(
                                port(output.settings()).orElseGet(() -> KubernetesPort.of(place.generation())),
                                issued.reached().proxyAuthorities())));
    }

    /** All workload identities together: their variables lead to the first. */
    static OutputWriter workloads(Issued issued) {
        return new WorkloadIdentityOutput(
                issued.reached().workloads(), issued.reached().trustBundle().orElseThrow());
    }

    /** All applications together: their variables lead to the first. */
    static OutputWriter applications(Issued issued, List<OutputSpec> outputs) {
        return new ApplicationOutput(
                issued.reached().applications().stream()
                        .map(access -> application(access, settings(outputs, OutputKind.APPLICATION, access.name())))
                        .toList(),
                issued.reached().proxyAuthorities());
    }

    private static ApplicationOutput.Application application(ApplicationAccess access, Map<String, String> settings) {
        return new ApplicationOutput.Application(
                access.name(), access.publicAddress(), access.tcp(), access.certificate(), port(settings));
    }

    /** All databases together: their variables lead to the first. */
    static OutputWriter databases(Issued issued, List<OutputSpec> outputs) {
        return new DatabaseOutput(
                issued.reached().databases().stream()
                        .map(access -> database(
                                access,
                                settings(
                                        outputs,
                                        OutputKind.DATABASE,
                                        access.target().service())))
                        .toList(),
                issued.reached().databaseAuthorities(),
                issued.reached().proxyAuthorities());
    }

    private static DatabaseOutput.Database database(DatabaseAccess access, Map<String, String> settings) {
        return new DatabaseOutput.Database(
                access.target().service(),
                access.protocol(),
                access.target().user().orElse(""),
                access.target().database().orElse(""),
                settings.getOrDefault("format", "tls"),
                access.certificate(),
                port(settings));
    }

    private static Map<String, String> settings(List<OutputSpec> outputs, OutputKind kind, String name) {
        return outputs.stream()
                .filter(output -> output.kind() == kind && output.name().equals(Optional.of(name)))
                .findFirst()
                .map(OutputSpec::settings)
                .orElse(Map.of());
    }

    private static OptionalInt port(Map<String, String> settings) {
        String port = settings.get(OutputSpec.PORT);
        return port == null || port.equals(OutputSpec.ANY_PORT)
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(port));
    }

    private static Optional<String> setting(OutputSpec output, String key) {
        return Optional.ofNullable(output.settings().get(key));
    }
}
