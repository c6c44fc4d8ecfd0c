package dev.machineid.command.daemon;

import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.session.Readers;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One directory that is kept filled.
 *
 * @param reload what is told of each new generation
 */
public record Destination(Path directory, MachineIdRequest request, Readers readers, Optional<Reload> reload) {}
