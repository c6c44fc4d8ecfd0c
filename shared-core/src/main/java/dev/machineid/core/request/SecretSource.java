package dev.machineid.core.request;

import java.nio.file.Path;

/** Where the join secret lies. */
public sealed interface SecretSource {
    /** In the environment variable of this name. */
    record Variable(String name) implements SecretSource {}

    /** In this file. */
    record File(Path path) implements SecretSource {}
}
