package dev.machineid.lab.core;

import dev.machineid.core.JobEnvironment;
import dev.machineid.core.MachineId;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import dev.machineid.core.secret.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process that logs in with one state directory without end, to be killed: arguments are the proxy, its authority's file,
 * the state directory, a directory of its own, and by how many seconds its clock goes ahead.
 */
public final class KeptProcess {
    /** Whoever is forgotten ends by itself. */
    private static final int MOST = 2_000;

    private KeptProcess() {}

    public static void main(String[] arguments) {
        Path own = Path.of(arguments[3]);
        Map<String, String> variables = Map.of("JOIN_SECRET", System.getenv("JOIN_SECRET"), "TMPDIR", own.toString());
        RawOptions.Builder raw = RawOptions.builder();
        Map.of(
                        "proxy", arguments[0],
                        "ca-file", arguments[1],
                        "state-directory", arguments[2],
                        "join-method", "token",
                        "secret-env", "JOIN_SECRET")
                .forEach((name, value) -> raw.put(name, value, Source.of(Source.Kind.COMMAND_LINE, "--" + name)));
        var request = new RequestReader(own).read(raw.build()).request();
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(Long.parseLong(arguments[4])));
        for (int number = 0; number < MOST; number++) {
            MachineId.of(new Job(variables, own), ahead, time -> {})
                    .login(request, Optional.empty())
                    .close();
            if (number == 0) {
                System.out.write('\n');
                System.out.flush();
            }
        }
    }

    private record Job(Map<String, String> variables, Path own) implements JobEnvironment {
        @Override
        public Path workingDirectory() {
            return own.resolve("work");
        }

        @Override
        public String temporaryDirectory() {
            return own.toString();
        }

        @Override
        public String userName() {
            return "ci";
        }

        @Override
        public List<String> program() {
            return List.of();
        }

        @Override
        public void mask(Secret secret) {}

        @Override
        public void export(String name, String value) {}

        @Override
        public void notice(String text) {}

        @Override
        public void warning(String text) {}

        @Override
        public void debug(String text) {}
    }
}
