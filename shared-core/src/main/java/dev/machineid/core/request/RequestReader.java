package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns raw option text into a checked request; opens no file and no connection.
 *
 * <p>All problems of one reading are reported by one {@link dev.machineid.core.report.InvalidRequestException}, one
 * detail line each.
 */
public final class RequestReader {
    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]{1,512}");
    private static final Pattern WORD = Pattern.compile("[^\\s\\p{Cntrl}\\p{Cf}\\p{Z}\\p{Cs}]{1,256}");
    private static final Pattern CLUSTER = Pattern.compile(OptionType.CLUSTER.pattern());
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,31}");
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    private final Path base;
    private final Set<OutputKind> supported;

    /** Relative paths are taken from {@code base}; outputs are limited to {@link OutputKind#supported()}. */
    public RequestReader(Path base) {
        this(base, OutputKind.supported());
    }

    /** As above, with the kinds of outputs that can be issued. */
    public RequestReader(Path base, Set<OutputKind> supported) {
        this.base = base;
        this.supported = Set.copyOf(supported);
    }

    /**
     * Reads the merged options.
     *
     * @throws dev.machineid.core.report.InvalidRequestException with every problem found
     */
    public ReadRequest read(RawOptions raw) {
        Problems problems = new Problems();
        OptionValues values = new OptionValues(raw, base, problems);
        List<String> warnings = new ArrayList<>();

        TrustOptions trust = new TrustOptions(
                values.path("ca-file"),
                values.items("ca-pins", ListText.WORDS, item -> CaPin.parse(ListText.unquote(item))));
        Optional<Endpoint> endpoint = endpoint(values, problems);
        ProofOptions proof = new ProofReader(values, problems).read();
        String token = token(values, problems, warnings);
        Optional<TimeToLive> ttl = values.parsed("ttl", TimeToLive::parse);
        List<OutputSpec> outputs = outputs(values);
        OutputsTogether.oneProxyCommand(outputs, values.flag("ssh-multiplexer"), problems);
        OutputsTogether.eachOnce(outputs, problems);
        List<String> roles = roles(values, "roles");
        Guards guards = new Guards(
                cluster(values, "expect-cluster"),
                values.text("expect-bot", WORD, "write the bot's name without spaces"),
                new LinkedHashSet<>(roles(values, "expect-roles")));
        DeliveryOptions delivery = new DeliveryOptions(
                values.path("directory"),
                values.flag("allow-workspace"),
                values.flag("export-env"),
                values.text("prefix", PREFIX, "write letters, digits and '_', beginning with a letter"),
                values.path("from-daemon"));
        Optional<Duration> timeout = values.duration("timeout", SHORTEST_TIMEOUT, LONGEST_TIMEOUT);
        Optional<String> clusterName = cluster(values, "cluster-name");
        boolean renew = values.flag("renew");
        Optional<Path> rules = values.path("rules");
        Optional<Path> config = values.path("config");
        boolean dryRun = values.flag("dry-run");
        boolean debug = values.flag("debug");
        boolean json = values.flag("json");
        problems.throwIfAny();

        TimeToLive life = ttl.orElseThrow();
        life.warning().ifPresent(warnings::add);
        if (!roles.isEmpty()) {
            warnings.add("roles: newer clusters (Teleport 20) refuse a request for some of the bot's roles;"
                    + " make one bot per privilege level instead, with just these roles");
        }
        MachineIdRequest request = new MachineIdRequest(
                endpoint.orElseThrow(),
                clusterName,
                token,
                proof,
                outputs,
                life,
                roles,
                guards,
                trust,
                delivery,
                timeout.orElseThrow(),
                renew,
                rules,
                config,
                dryRun,
                debug,
                json);
        return new ReadRequest(request, warnings);
    }

    /**
     * Reads of the merged options what needs no cluster; the proxy and the join token's name may be missing.
     *
     * @throws dev.machineid.core.report.InvalidRequestException with every problem found
     */
    public PartialRequest readPartial(RawOptions raw) {
        Problems problems = new Problems();
        OptionValues values = new OptionValues(raw, base, problems);
        List<String> warnings = new ArrayList<>();
        ProofOptions proof = new ProofReader(values, problems).read();
        Optional<String> token =
                values.has("token") ? Optional.of(token(values, problems, warnings)) : Optional.empty();
        PartialRequest request = new PartialRequest(
                values.parsed("proxy", ClusterAddress::parse),
                cluster(values, "cluster-name"),
                token.filter(name -> !name.isEmpty() && !SecretShape.matches(name)),
                secretAlone(proof, token) ? proof.by(JoinMethod.TOKEN) : proof,
                outputs(values),
                values.has("ttl") ? values.parsed("ttl", TimeToLive::parse) : Optional.empty(),
                values.duration("timeout", SHORTEST_TIMEOUT, LONGEST_TIMEOUT).orElse(LONGEST_TIMEOUT),
                warnings);
        problems.throwIfAny();
        return request;
    }

    /** A job that gives a secret and no join token's name means the secret, whatever else it could prove. */
    private static boolean secretAlone(ProofOptions proof, Optional<String> token) {
        return proof.method() == JoinMethod.AUTO && proof.secret().isPresent() && token.isEmpty();
    }

    private static Optional<Endpoint> endpoint(OptionValues values, Problems problems) {
        Optional<ClusterAddress> proxy = values.parsed("proxy", ClusterAddress::parse);
        Optional<ClusterAddress> auth =
                values.parsed("auth-server", text -> ClusterAddress.parse(text, ClusterAddress.AUTH_PORT));
        if (!values.has("proxy") && !values.has("auth-server")) {
            problems.add(
                    ErrorCode.MISSING_OPTION, "proxy", "it is missing", "write the Teleport proxy, host or host:port");
        }
        if (values.has("auth-server") && !values.has("ca-pins") && !values.has("ca-file")) {
            problems.add(
                    ErrorCode.MISSING_OPTION,
                    "auth-server",
                    "nothing says which authority to trust, and an auth server's is never a public one",
                    "add ca-pins (tctl status shows the pin) or ca-file");
        }
        ConnectionUpgrades upgrades =
                values.parsed("tls-upgrade", ConnectionUpgrades::parse).orElse(ConnectionUpgrades.AUTO);
        return auth.map(address -> new Endpoint(Endpoint.Kind.AUTH_SERVER, address, upgrades, proxy))
                .or(() -> proxy.map(address -> new Endpoint(Endpoint.Kind.PROXY, address, upgrades, Optional.empty())));
    }

    private static String token(OptionValues values, Problems problems, List<String> warnings) {
        boolean secretGiven = values.has("secret-env") || values.has("secret-file");
        boolean kept = values.has("state-directory")
                && values.parsed("join-method", JoinMethod::parse).equals(Optional.of(JoinMethod.TOKEN));
        if (!values.has("token") && !secretGiven && !kept && !values.has("from-daemon")) {
            problems.add(ErrorCode.MISSING_OPTION, "token", "it is missing", "write the name of the join token");
        }
        String token = values.parsed("token", RequestReader::tokenName).orElse("");
        if (SecretShape.matches(token)) {
            warnings.add(
                    "token: " + SecretShape.hint(token) + " looks like a secret, but token is the join token's name;"
                            + " give the secret of join method token by secret-env or secret-file");
        }
        return token;
    }

    private static String tokenName(String text) {
        if (!WORD.matcher(text).matches()) {
            throw Invalid.value(
                    "the value (not shown, " + text.length() + " characters) is not a join token's name",
                    "write the name without spaces; a secret goes into secret-env or secret-file");
        }
        return text;
    }

    /** The short words add to {@code outputs}; where only they are given, they replace its default. */
    private List<OutputSpec> outputs(OptionValues values) {
        List<OutputSpec> shorts = new ArrayList<>();
        flagged(values, OutputKind.SSH).ifPresent(shorts::add);
        boolean multiplexed = values.flag("ssh-multiplexer");
        if (multiplexed && shorts.isEmpty() && !values.has("outputs")) {
            shorts.add(OutputSpec.of(OutputKind.SSH, ""));
        }
        named(values, OutputKind.KUBERNETES).ifPresent(shorts::add);
        named(values, OutputKind.APPLICATION).ifPresent(shorts::add);
        flagged(values, OutputKind.TERRAFORM).ifPresent(shorts::add);
        Set<OutputSpec> outputs = new LinkedHashSet<>();
        if (values.has("outputs") || shorts.isEmpty()) {
            outputs.addAll(values.items("outputs", ListText.OUTPUTS, this::output));
        }
        outputs.addAll(shorts);
        if (!multiplexed) {
            return List.copyOf(outputs);
        }
        if (outputs.stream().noneMatch(output -> output.kind() == OutputKind.SSH)) {
            outputs.add(OutputSpec.of(OutputKind.SSH, ""));
        }
        return outputs.stream().map(OutputSpec::multiplexed).distinct().toList();
    }

    private Optional<OutputSpec> flagged(OptionValues values, OutputKind kind) {
        return values.parsed(
                        kind.word(),
                        text -> OptionValues.truth(text)
                                ? Optional.of(output(kind.word()))
                                : Optional.<OutputSpec>empty())
                .flatMap(output -> output);
    }

    private Optional<OutputSpec> named(OptionValues values, OutputKind kind) {
        return values.parsed(kind.word(), name -> supported(OutputSpec.of(kind, name)));
    }

    private OutputSpec output(String text) {
        return supported(OutputSpec.parse(text));
    }

    private OutputSpec supported(OutputSpec output) {
        output.requireSupported(supported);
        return output;
    }

    private static Optional<String> cluster(OptionValues values, String name) {
        return values.text(name, CLUSTER, "write the cluster's name as tctl status shows it, without scheme or port");
    }

    private static List<String> roles(OptionValues values, String name) {
        return values.items(
                name,
                ListText.WORDS,
                item -> OptionValues.matching(ListText.unquote(item), LINE, "write the role's name"));
    }
}
