package dev.machineid.core;

import dev.machineid.core.report.LoginReport;
import dev.machineid.core.session.Cleaner;
import java.nio.file.Path;
import java.util.Map;

/**
 * Credentials that lie in a private directory, ready for use, until they are closed.
 *
 * @param directory what {@link #close} removes
 * @param environment variables by name that lead to the files; paths and names, never a secret
 */
public record Login(Path directory, Map<String, String> environment, LoginReport report) implements AutoCloseable {
    public Login {
        environment = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environment));
    }

    /** Removes everything this login wrote; a second call does nothing. */
    @Override
    public void close() {
        Cleaner.remove(directory);
    }
}
