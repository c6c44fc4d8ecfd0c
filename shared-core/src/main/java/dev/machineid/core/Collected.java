package dev.machineid.core;

import dev.machineid.core.output.Delivery;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.secret.Secret;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A login whose files another machine is to write.
 *
 * @param files content by path relative to the generation, names with slashes between; all of them private
 * @param environment variables by their final names; paths and names, never a secret
 * @param masks values that must not appear in a log, one line each
 */
public record Collected(
        Map<String, Secret> files, Map<String, String> environment, List<Secret> masks, LoginReport report) {
    public Collected {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        masks = List.copyOf(masks);
    }

    /**
     * Joins and issues for files that somebody else writes on another machine; nothing is written here.
     *
     * @param machineId its job's program is the one of the other machine
     * @param generation absolute path the files will have there, a new one for every call
     * @param exported absolute path that variables use
     * @throws dev.machineid.core.report.MachineIdException explained
     */
    public static Collected login(MachineId machineId, MachineIdRequest request, Path generation, Path exported) {
        return machineId.collect(request, new Elsewhere(generation, exported));
    }

    static Collected of(MachineIdRequest request, Delivery delivery, LoginReport report) {
        return new Collected(
                delivery.files(),
                CredentialStore.named(delivery.environment(), request.delivery().prefix()),
                delivery.masks(),
                report);
    }
}
