package dev.machineid.core.output;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How {@code ssh} gets through the proxy. */
public sealed interface ProxyCommandForm {
    /** The text behind {@code ProxyCommand} for the nodes of one cluster. */
    String command(Place place, String cluster);

    /** The second configuration file, {@link #INNER}, where this form needs one. */
    Optional<String> innerConfig(Place place);

    /** The name of the second configuration file. */
    String INNER = "ssh_proxy_config";

    /**
     * Our own program: {@code LAUNCHER ssh-proxy --identity FILE --proxy HOST:PORT --cluster CLUSTER -- NODE:PORT}.
     *
     * <p>NODE may still end in {@code .CLUSTER}, which the program takes away; PORT is ssh's, and 22 (what ssh says when
     * nobody named one) means "the node's own", 0 on the wire.
     *
     * @param launcher the program by absolute path with its first arguments
     */
    record Program(List<String> launcher) implements ProxyCommandForm {
        public Program {
            launcher = List.copyOf(launcher);
            boolean unusable = launcher.stream().anyMatch(word -> word.chars().anyMatch(Character::isISOControl));
            if (launcher.isEmpty() || unusable) {
                throw new IllegalArgumentException("a launcher needs at least one word, without control characters");
            }
        }

        @Override
        public String command(Place place, String cluster) {
            List<String> words = new ArrayList<>(launcher);
            words.addAll(List.of(
                    "ssh-proxy",
                    "--identity",
                    Quoting.slashes(place.generation().resolve(IdentityOutput.FILE)),
                    "--proxy",
                    place.proxyAddress(),
                    "--cluster",
                    cluster));
            words.addAll(place.proxyOptions());
            words.add("--");
            return Quoting.percent(Quoting.shell(words)) + " '%h:%p'";
        }

        @Override
        public Optional<String> innerConfig(Place place) {
            return Optional.empty();
        }
    }

    /**
     * The multiplexer's socket, by the {@code ssh} that is there anyway; where nobody listens, our own program.
     *
     * <p>ssh ends with 255 where it finds no multiplexer, and then the client's first bytes are still unread.
     *
     * @param socket absolute path, the same for every generation
     * @param without what connects when the multiplexer is not there
     */
    record Multiplexer(Path socket, Program without) implements ProxyCommandForm {
        @Override
        public String command(Place place, String cluster) {
            String script = "if [ -S \"$1\" ]; then ssh -F /dev/null -O proxy -S \"$2\" -- multiplexer \"$3|" + cluster
                    + "\"; c=$?; [ $c -eq 255 ] || exit $c; fi; shift 3; exec \"$@\"";
            String path = Quoting.slashes(socket);
            return "sh -c " + Quoting.percent(Quoting.shell(script)) + " sh "
                    + Quoting.percent(Quoting.shell(List.of(path, Quoting.percent(path)))) + " '%h:%p' "
                    + without.command(place, cluster);
        }

        @Override
        public Optional<String> innerConfig(Place place) {
            return Optional.empty();
        }
    }

    /** {@code openssl s_client} and a second {@code ssh}, for places without Java: POSIX shell, OpenSSL 1.1 or newer. */
    record OpenSsl() implements ProxyCommandForm {
        @Override
        public String command(Place place, String cluster) {
            Path config = place.generation().resolve(INNER);
            String script = "p=$2; [ \"$p\" = 22 ] && p=0; exec ssh -F \"$4\" -l \"$3\" -s " + place.proxyHost()
                    + " \"proxy:${1%." + cluster + "}:$p@" + cluster + "\"";
            return "sh -c " + Quoting.percent(Quoting.shell(script)) + " sh '%h' '%p' '%r' "
                    + Quoting.percent(Quoting.shell(Quoting.slashes(config)));
        }

        @Override
        public Optional<String> innerConfig(Place place) {
            List<String> words = new ArrayList<>(
                    List.of("openssl", "s_client", "-quiet", "-verify_quiet", "-alpn", "teleport-proxy-ssh"));
            words.addAll(List.of("-connect", place.proxyAddress()));
            if (place.proxyHost().matches(".*[A-Za-z].*") && !place.proxyHost().contains(":")) {
                words.addAll(List.of("-servername", place.proxyHost())); // an address is no server name
            }
            // The name in this certificate is the cluster's own; that it is the right proxy is seen by its SSH
            // certificate.
            words.addAll(List.of("-verify_return_error", "-CAfile"));
            words.add(Quoting.slashes(place.generation().resolve(SshOutput.HOST_AUTHORITY)));
            return Optional.of("Host *\n"
                    + SshConfig.option("ProxyCommand", Quoting.percent(Quoting.shell(words)))
                    + SshConfig.login(place));
        }
    }
}
