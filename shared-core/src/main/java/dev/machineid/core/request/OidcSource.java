package dev.machineid.core.request;

import java.nio.file.Path;
import java.util.List;

/** Where the job says its id token is. */
public sealed interface OidcSource {
    /** In the environment variable of this name. */
    record Variable(String name) implements OidcSource {}

    /** In this file. */
    record File(Path path) implements OidcSource {}

    /** Printed by this program, started without a shell; the first word is the program. */
    record Command(List<String> argv) implements OidcSource {
        public Command {
            argv = List.copyOf(argv);
            if (argv.isEmpty()) {
                throw new IllegalArgumentException("a command has at least a program");
            }
        }

        /** Only the program, because an argument may be sensitive. */
        @Override
        public String toString() {
            return "Command[" + argv.get(0) + "]";
        }
    }
}
