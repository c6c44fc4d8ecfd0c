package dev.machineid.core.request;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the files go and how the variables are handed on.
 *
 * @param directory absent for a private one of our own
 * @param prefix put in front of every exported name; absent for none
 */
public record DeliveryOptions(
        Optional<Path> directory, boolean allowWorkspace, boolean exportEnv, Optional<String> prefix) {}
