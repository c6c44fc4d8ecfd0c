package dev.machineid.lab;

import dev.machineid.core.secret.Secret;
import dev.machineid.lab.issuer.Issuer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The program {@code machine-id-lab}: runs a cluster until it is stopped, or mints a token for a running one. */
public final class Main {
    static final String USAGE = """
            usage: machine-id-lab [--port N] [--auth-port N] [--directory DIR] [--v15]
                                  [--oidc-issuer URL --oidc-subject TEXT --oidc-jwks FILE]
                   machine-id-lab mint PLATFORM --directory DIR

            Runs a Teleport-speaking cluster on loopback until it is stopped. With --directory it
            writes ca.pem (the proxy's private authority), lab.env (address, names), github.env and
            azure-devops.env (the variables of a job there) there. --v15 behaves as an old server: no new join service.
            --auth-port is the auth server's own port. Ports are free ones unless named.
            The three --oidc words make the join token deploy-oidc for the id tokens of an issuer
            outside the lab, such as a Jenkins.
            Commands on its SSH nodes run as the user who runs this program.

            mint prints an id token shaped like the platform's, which the join token deploy-PLATFORM
            of the running cluster accepts: github, github-immutable, gitlab, circleci, spacelift,
            spacelift-read, kubernetes, azure-devops, bitbucket, terraform-cloud, env0, jenkins;
            jenkins-other is a job that it refuses.
            """;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        int code = run(List.of(arguments), System.out, System.err, new CountDownLatch(1));
        System.exit(code);
    }

    /** Runs until the latch opens; 0 is success, 2 a mistake in the arguments, 1 any other failure. */
    static int run(List<String> arguments, PrintStream out, PrintStream err, CountDownLatch stop)
            throws InterruptedException {
        try {
            Arguments parsed = Arguments.parse(arguments);
            if (parsed.help()) {
                out.print(USAGE);
            } else if (!parsed.mint().isEmpty()) {
                out.println(mint(parsed).reveal());
            } else {
                serve(parsed, out, stop);
            }
            return 0;
        } catch (IllegalArgumentException mistake) {
            err.println("error: " + mistake.getMessage());
            err.println("hint: machine-id-lab --help");
            return 2;
        } catch (IOException | IllegalStateException failed) {
            err.println("error: " + failed.getMessage());
            return 1;
        }
    }

    private static Secret mint(Arguments arguments) throws IOException {
        LabDirectory directory = new LabDirectory(arguments
                .directory()
                .orElseThrow(
                        () -> new IllegalArgumentException("mint needs --directory, the running lab's directory")));
        Issuer issuer = Issuer.fromPrivateJwk(directory.issuerKey(), Clock.systemUTC());
        return issuer.mint(Platforms.shape(arguments.mint(), directory.clusterName()));
    }

    private static void serve(Arguments arguments, PrintStream out, CountDownLatch stop)
            throws IOException, InterruptedException {
        LabBuilder builder = LabCluster.builder()
                .port(arguments.port())
                .authPort(arguments.authPort())
                .forbidVersionKey(false)
                .joinService(!arguments.v15());
        if (arguments.other().isPresent()) {
            builder = arguments.other().get().in(builder);
        }
        try (LabCluster cluster = builder.start()) {
            if (arguments.directory().isPresent()) {
                new LabDirectory(arguments.directory().get()).write(cluster);
            }
            out.println("ready: " + cluster.proxy() + " cluster "
                    + cluster.root().cluster() + ", leaf " + cluster.leaf().cluster() + ", pin " + cluster.caPin()
                    + ", auth " + cluster.auth());
            out.flush();
            Thread hook = new Thread(cluster::close);
            Runtime.getRuntime().addShutdownHook(hook);
            stop.await();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    /** The command line, checked. */
    record Arguments(
            boolean help,
            String mint,
            int port,
            int authPort,
            Optional<Path> directory,
            boolean v15,
            Optional<OtherIssuer> other) {
        static Arguments parse(List<String> words) {
            List<String> left = new ArrayList<>(words);
            boolean help = left.remove("--help") || left.remove("-h");
            boolean v15 = left.remove("--v15");
            int port = port(left, "--port");
            int authPort = port(left, "--auth-port");
            String directory = value(left, "--directory");
            Optional<OtherIssuer> other = other(left);
            String mint = left.isEmpty() || !left.get(0).equals("mint") ? "" : value(left, "mint");
            if (!left.isEmpty()) {
                throw new IllegalArgumentException("unknown argument " + left.get(0));
            }
            return new Arguments(
                    help,
                    mint,
                    port,
                    authPort,
                    directory.isEmpty() ? Optional.empty() : Optional.of(Path.of(directory)),
                    v15,
                    other);
        }

        private static Optional<OtherIssuer> other(List<String> words) {
            String issuer = value(words, "--oidc-issuer");
            String subject = value(words, "--oidc-subject");
            String keys = value(words, "--oidc-jwks");
            if (issuer.isEmpty() && subject.isEmpty() && keys.isEmpty()) {
                return Optional.empty();
            }
            if (issuer.isEmpty() || subject.isEmpty() || keys.isEmpty()) {
                throw new IllegalArgumentException("--oidc-issuer, --oidc-subject and --oidc-jwks go together");
            }
            return Optional.of(new OtherIssuer(issuer, subject, Path.of(keys)));
        }

        private static int port(List<String> words, String name) {
            String text = value(words, name);
            if (!text.matches("\\d{0,5}")) {
                throw new IllegalArgumentException(name + " needs a number, not " + text);
            }
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        }

        private static String value(List<String> words, String name) {
            int at = words.indexOf(name);
            if (at < 0) {
                return "";
            }
            if (at + 1 >= words.size()) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            words.remove(at);
            return words.remove(at);
        }
    }
}
