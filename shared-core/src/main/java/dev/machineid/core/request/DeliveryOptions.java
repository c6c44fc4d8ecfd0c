package dev.machineid.core.request;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the files come from and go to, and how the variables are handed on.
 *
 * @param directory absent for a private one of our own
 * @param prefix put in front of every exported name; absent for none
 * @param fromDaemon the directory of a daemon on this machine to copy from; absent where the job joins by itself
 */
public record DeliveryOptions(
        Optional<Path> directory,
        boolean allowWorkspace,
        boolean exportEnv,
        Optional<String> prefix,
        Optional<Path> fromDaemon) {
    /** For a job that joins. */
    public DeliveryOptions(
            Optional<Path> directory, boolean allowWorkspace, boolean exportEnv, Optional<String> prefix) {
        this(directory, allowWorkspace, exportEnv, prefix, Optional.empty());
    }
}
