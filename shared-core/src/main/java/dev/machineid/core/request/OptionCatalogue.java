package dev.machineid.core.request;

import static dev.machineid.core.request.OptionType.ADDRESS;
import static dev.machineid.core.request.OptionType.CLUSTER;
import static dev.machineid.core.request.OptionType.COMMAND;
import static dev.machineid.core.request.OptionType.DURATION;
import static dev.machineid.core.request.OptionType.ENV_NAME;
import static dev.machineid.core.request.OptionType.FLAG;
import static dev.machineid.core.request.OptionType.JOIN_METHOD;
import static dev.machineid.core.request.OptionType.LIST;
import static dev.machineid.core.request.OptionType.OUTPUTS;
import static dev.machineid.core.request.OptionType.PATH;
import static dev.machineid.core.request.OptionType.TEXT;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every option word there is, in the order of the manual; the forms of all platforms are written from this list. */
public final class OptionCatalogue {
    private static final Set<Platform> STEPS = EnumSet.complementOf(EnumSet.of(Platform.JENKINS));
    private static final Set<Platform> ONLY_STEPS =
            EnumSet.complementOf(EnumSet.of(Platform.JENKINS, Platform.COMMAND));
    private static final Set<Platform> BLOCKS = EnumSet.of(Platform.JENKINS);
    private static final Set<Platform> HOLDERS =
            EnumSet.of(Platform.COMMAND, Platform.GITHUB, Platform.CIRCLECI, Platform.JENKINS);

    private static final Set<Platform> PROGRAM = EnumSet.of(Platform.COMMAND);

    private static final List<OptionSpec> ALL = List.of(
            option(
                            "proxy",
                            ADDRESS,
                            "",
                            "Teleport proxy, host or host:port, port 443 unless said; auth-server can stand instead",
                            "teleport.example.com")
                    .asRequired(),
            option(
                    "auth-server",
                    ADDRESS,
                    "",
                    "auth server to join at instead of the proxy; needs ca-pins or ca-file; outputs lead through proxy",
                    "auth.example.com:3025"),
            option(
                    "cluster-name",
                    CLUSTER,
                    "",
                    "name of the root cluster; asked from the proxy unless said",
                    "teleport.example.com"),
            option("token", TEXT, "", "name of the join token; never a secret", "deploy-bot")
                    .asRequired(),
            option(
                    "secret-env",
                    ENV_NAME,
                    "",
                    "variable that holds the secret of join method token or bound_keypair",
                    "JOIN_SECRET"),
            option(
                    "secret-file",
                    PATH,
                    "",
                    "file that holds the secret of join method token or bound_keypair",
                    "join-secret.txt"),
            option(
                    "state-directory",
                    PATH,
                    "",
                    "where the join methods token and bound_keypair keep the bot's identity from run to run",
                    "/var/lib/machine-id/deploy"),
            option(
                    "join-method",
                    JOIN_METHOD,
                    "auto",
                    "how the job proves who it is: auto or a join method's name",
                    "github"),
            option(
                    "audience",
                    TEXT,
                    "",
                    "audience of the id token, where the job may choose it",
                    "teleport.example.com"),
            option("oidc-env", ENV_NAME, "", "variable that holds the id token", "MY_ID_TOKEN"),
            option("oidc-file", PATH, "", "file that holds the id token", "id-token.jwt"),
            option(
                    "oidc-command",
                    COMMAND,
                    "",
                    "program that prints the id token; started without a shell",
                    "buildkite-agent oidc request-token"),
            option(
                    "azure-client-id",
                    TEXT,
                    "",
                    "client id of the managed identity, where a machine of Azure has several",
                    "00000000-0000-4000-8000-000000000001"),
            option(
                    "outputs",
                    OUTPUTS,
                    "identity",
                    "what to issue: list of kind[:name][,key=value...]",
                    "ssh kubernetes:staging"),
            option("ssh", FLAG, "false", "short for the output ssh", "true"),
            option(
                    "ssh-multiplexer",
                    FLAG,
                    "false",
                    "serve every ssh of the job over one connection, for many hosts; adds the output ssh",
                    "true"),
            option("kubernetes", TEXT, "", "short for the output kubernetes:NAME", "staging"),
            option("application", TEXT, "", "short for the output application:NAME", "grafana"),
            option("terraform", FLAG, "false", "short for the output terraform", "true"),
            option("ttl", DURATION, "1h", "asked life of the certificates; more than 24h is reduced to 24h", "30m")
                    .alias("certificate-ttl"),
            option(
                    "roles",
                    LIST,
                    "",
                    "ask for some of the bot's roles only, where the cluster still allows it",
                    "deploy read-only"),
            option(
                    "expect-cluster",
                    CLUSTER,
                    "",
                    "fail before anything is written if the cluster has another name",
                    "teleport.example.com"),
            option("expect-bot", TEXT, "", "fail before anything is written if the bot is another", "deploy"),
            option("expect-roles", LIST, "", "fail before anything is written if the roles are others", "deploy"),
            option(
                    "ca-file",
                    PATH,
                    "",
                    "PEM file of the certificate authorities to trust instead of the system's",
                    "ca.pem"),
            option(
                    "ca-pins",
                    LIST,
                    "",
                    "SHA-256 pins of the cluster's authority, sha256:HEX",
                    "sha256:" + "ab".repeat(32)),
            option(
                    "tls-upgrade",
                    TEXT,
                    "auto",
                    "pass a load balancer that ends TLS in front of the proxy: auto, always or never",
                    "always"),
            option(
                    "from-daemon",
                    PATH,
                    "",
                    "copy what machine-id daemon keeps in this directory of the machine, instead of joining",
                    "/run/machine-id/deploy"),
            option(
                    "directory",
                    PATH,
                    "",
                    "where the files go; a private directory outside the workspace unless said",
                    "/run/user/1000/machine-id"),
            option("allow-workspace", FLAG, "false", "allow a directory inside the workspace", "true"),
            option(
                            "export-env",
                            FLAG,
                            "false",
                            "export the variables to later steps; on where a platform has only steps",
                            "true")
                    .on(STEPS)
                    .trueOn(ONLY_STEPS),
            option("timeout", DURATION, "60s", "one deadline over everything", "2m"),
            option(
                            "renew",
                            FLAG,
                            "false",
                            "renew the credentials while the block or command runs; on in blocks and exec",
                            "true")
                    .on(HOLDERS)
                    .trueOn(BLOCKS),
            option("rules", PATH, "", "YAML file of the join token, to explain a refusal", "join-token.yaml"),
            option("dry-run", FLAG, "false", "check everything up to the join and issue nothing", "true"),
            option("debug", FLAG, "false", "report each step; secrets are never shown", "true"),
            option("json", FLAG, "false", "report in JSON", "true").on(PROGRAM),
            option("config", PATH, "", "YAML file with the same words; several identities by name", "machine-id.yaml"),
            option(
                    "prefix",
                    TEXT,
                    "",
                    "put in front of every exported name, for a second identity in one job",
                    "READ_"));

    private static final Map<String, OptionSpec> BY_WORD = byWord();

    private OptionCatalogue() {}

    /** Every option, in order. */
    public static List<OptionSpec> all() {
        return ALL;
    }

    /** The options that a platform's form offers, in order. */
    public static List<OptionSpec> of(Platform platform) {
        return ALL.stream().filter(spec -> spec.platforms().contains(platform)).toList();
    }

    /** The option of this kebab-case name or alias. */
    public static Optional<OptionSpec> find(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    /** The option of this name, which must be in the catalogue. */
    static OptionSpec get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no such option: " + name));
    }

    /** Every name and alias, in order. */
    static Set<String> words() {
        return BY_WORD.keySet();
    }

    private static OptionSpec option(String name, OptionType type, String defaultValue, String help, String example) {
        return new OptionSpec(name, List.of(), type, defaultValue, false, Platform.ALL, Set.of(), help, example);
    }

    private static Map<String, OptionSpec> byWord() {
        Map<String, OptionSpec> words = new LinkedHashMap<>();
        for (OptionSpec spec : ALL) {
            words.put(spec.name(), spec);
            spec.aliases().forEach(alias -> words.put(alias, spec));
        }
        return words;
    }
}
