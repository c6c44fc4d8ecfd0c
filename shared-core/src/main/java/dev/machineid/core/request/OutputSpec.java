package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One output that is asked for: its kind, the name of its target, and its settings in the order given.
 *
 * <p>Written {@code kind[:name][,key=value...]}; {@link ListText} says how a list of them is split and quoted.
 */
public record OutputSpec(OutputKind kind, Optional<String> name, Map<String, String> settings) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]{1,256}");

    /** How people write that a target is in a leaf cluster: as a key, or in the name. */
    private static final Set<String> LEAF_KEYS = Set.of("cluster", "leaf", "leaf-cluster", "teleport-cluster");

    private static final Pattern OF_A_LEAF =
            Pattern.compile("[A-Za-z0-9._-]+(?:@|,\\s*(?:cluster|leaf|leaf-cluster|teleport-cluster)=)([A-Za-z0-9._-]+)"
                    + "|([A-Za-z0-9._-]+)/[A-Za-z0-9._-]+");

    /** How ssh gets through the proxy: by our program, or by {@code openssl} where there is no Java. */
    public static final String PROXY_COMMAND = "proxy-command";

    /** The loopback port where a tunnel to the target is to listen: a number, or {@link #ANY_PORT}. */
    public static final String PORT = "port";

    /** Whether the identity may be used to ask for further certificates: true or false. */
    public static final String ALLOW_REISSUE = "allow-reissue";

    /** Any free port. */
    public static final String ANY_PORT = "auto";

    /** By a process that holds one connection for every ssh of the job. */
    public static final String MULTIPLEXER = "multiplexer";

    /** Which targets, by their labels: {@code KEY:VALUE,KEY:VALUE}. */
    public static final String LABELS = "labels";

    /** Whether the kubeconfig asks our program for the certificate each time it is used. */
    public static final String EXEC = "exec";

    /** Whom a JWT is for. */
    public static final String AUDIENCE = "audience";

    /** In place of a name: every target that the roles see. */
    public static final String EVERY = "*";

    private static final Set<String> FORMATS = Set.of("tls", "mongo", "cockroach");
    private static final Set<String> SVID_FORMATS = Set.of("x509", "jwt");
    private static final int MOST_AUDIENCES = 16;
    private static final Pattern LOOPBACK_PORT = Pattern.compile(
            "auto|[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]");
    private static final Set<String> PROXY_COMMANDS = Set.of("program", "openssl", MULTIPLEXER);

    public OutputSpec {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        checkName(kind, name);
        settings.forEach((key, value) -> checkSetting(kind, key, value));
        checkTogether(kind, name, settings);
    }

    // A record's own is put together at run time, which costs a short-lived process 6 ms.
    @Override
    public int hashCode() {
        return Objects.hash(kind, name, settings);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OutputSpec spec
                && spec.kind == kind
                && spec.name.equals(name)
                && spec.settings.equals(settings);
    }

    /** An output without settings; an empty name means none. */
    public static OutputSpec of(OutputKind kind, String name) {
        return new OutputSpec(kind, name.isEmpty() ? Optional.empty() : Optional.of(name), Map.of());
    }

    /** The same, with ssh's way through the proxy by the multiplexer unless it says one. */
    OutputSpec multiplexed() {
        if (kind != OutputKind.SSH || settings.containsKey(PROXY_COMMAND)) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(PROXY_COMMAND, MULTIPLEXER);
        return new OutputSpec(kind, name, more);
    }

    /** The labels that choose the targets; empty where a name does, or all are meant. */
    public Map<String, String> labels() {
        String text = settings.get(LABELS);
        return text == null ? Map.of() : LabelText.parse(text);
    }

    /** Whom a JWT is for, in the order given. */
    public List<String> audiences() {
        return ListText.split(settings.getOrDefault(AUDIENCE, ""), ListText.WORDS);
    }

    /** Whether every target that the roles see is meant. */
    public boolean isEvery() {
        return name.filter(EVERY::equals).isPresent();
    }

    /** Whether the job's ssh goes through the multiplexer. */
    public boolean isMultiplexed() {
        return MULTIPLEXER.equals(settings.get(PROXY_COMMAND));
    }

    /** Whether a loopback port is to lead to it. */
    public boolean hasTunnel() {
        return settings.containsKey(PORT);
    }

    /** Reads several, separated by white space or {@code ;}; refuses as {@link #parse} does. */
    public static List<OutputSpec> parseAll(String text) {
        return ListText.split(text, ListText.OUTPUTS).stream()
                .map(OutputSpec::parse)
                .toList();
    }

    /** Whether what is issued may be used to ask for further certificates. */
    public boolean allowsReissue() {
        return "true".equals(settings.get(ALLOW_REISSUE));
    }

    /**
     * Reads one output.
     *
     * @throws InvalidRequestException {@link ErrorCode#LEAF_NOT_SUPPORTED} for a target in a leaf cluster, else
     *     {@link ErrorCode#INVALID_VALUE} naming what is allowed
     */
    public static OutputSpec parse(String text) {
        List<String> parts = ListText.split(text.strip(), c -> c == ',');
        String head = parts.isEmpty() ? "" : ListText.unquote(parts.get(0));
        int colon = head.indexOf(':');
        String word = colon < 0 ? head : head.substring(0, colon);
        OutputKind kind = OutputKind.find(word)
                .orElseThrow(() -> Invalid.value(
                        SafeText.quote(word) + " is not a kind of output",
                        "write one of " + words(OutputKind.values())));
        Map<String, String> settings = new LinkedHashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw Invalid.value(
                        SafeText.quote(part) + " in the output " + SafeText.quote(text) + " is not key=value",
                        "outputs are separated by white space or ';', not by ','; write " + kind.form());
            }
            String key = part.substring(0, equals).strip();
            if (settings.put(key, ListText.unquote(part.substring(equals + 1)).strip()) != null) {
                throw Invalid.value(
                        "the key " + SafeText.quote(key) + " stands twice in the output " + SafeText.quote(text),
                        "keep one of them");
            }
        }
        return new OutputSpec(kind, colon < 0 ? Optional.empty() : Optional.of(head.substring(colon + 1)), settings);
    }

    /**
     * Refuses a kind that is not among {@code supported}.
     *
     * @throws InvalidRequestException {@link ErrorCode#OUTPUT_NOT_SUPPORTED} naming what works
     */
    public void requireSupported(Set<OutputKind> supported) {
        if (!supported.contains(kind)) {
            throw new InvalidRequestException(
                    ErrorCode.OUTPUT_NOT_SUPPORTED,
                    "this version cannot issue the output " + kind,
                    "what it can issue: " + words(supported.stream().sorted().toArray(OutputKind[]::new)));
        }
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.word());
        name.ifPresent(value -> text.append(':').append(value));
        settings.forEach(
                (key, value) -> text.append(',').append(key).append('=').append(plainOrQuoted(value)));
        return text.toString();
    }

    private static String plainOrQuoted(String value) {
        return value.matches("[A-Za-z0-9._@:/+-]+") ? value : ListText.quote(value);
    }

    private static InvalidRequestException inALeaf(OutputKind kind, String named) {
        return new InvalidRequestException(
                ErrorCode.LEAF_NOT_SUPPORTED,
                "the output " + kind + " names the leaf cluster " + SafeText.quote(named)
                        + ", but in leaf clusters a bot has SSH only",
                "join the leaf cluster itself by its own proxy, or name a target of the root cluster alone: "
                        + kind.form());
    }

    private static void checkName(OutputKind kind, Optional<String> name) {
        if (kind.rootOnly() && name.isPresent()) {
            Matcher leaf = OF_A_LEAF.matcher(name.get());
            if (leaf.matches()) {
                throw inALeaf(kind, leaf.group(1) == null ? leaf.group(2) : leaf.group(1));
            }
        }
        if (name.isPresent() && kind.naming() == OutputKind.Naming.NONE) {
            throw Invalid.value("the output " + kind + " has no name", "write " + kind.form());
        }
        if (name.isEmpty() && kind.naming() == OutputKind.Naming.REQUIRED) {
            throw Invalid.value("the output " + kind + " needs a name", "write " + kind.form());
        }
        boolean every =
                kind == OutputKind.KUBERNETES && name.filter(EVERY::equals).isPresent();
        if (name.isPresent() && !every && !NAME.matcher(name.get()).matches()) {
            throw Invalid.value(
                    SafeText.quote(name.get()) + " is not a name for the output " + kind,
                    "write " + kind.form() + " with letters, digits, '.', '_' and '-'");
        }
    }

    private static void checkTogether(OutputKind kind, Optional<String> name, Map<String, String> settings) {
        boolean labelled = settings.containsKey(LABELS);
        if (kind.naming() == OutputKind.Naming.OR_LABELS && name.isPresent() == labelled) {
            throw Invalid.value(
                    "the output " + kind + (labelled ? " has both a name and labels" : " needs a name or labels"),
                    "write " + kind.form());
        }
        if (kind == OutputKind.WORKLOAD_IDENTITY) {
            String format = settings.get("format");
            boolean audience = settings.containsKey(AUDIENCE);
            if (format != null && format.equals("jwt") != audience) {
                throw Invalid.value(
                        audience
                                ? "the output " + kind + " has an audience, and the format x509 has none"
                                : "the output " + kind + " in the format jwt needs an audience",
                        "without format it is an X.509 certificate, and with audience= a JWT beside it");
            }
        }
    }

    private static void checkSetting(OutputKind kind, String key, String value) {
        if (kind.rootOnly() && LEAF_KEYS.contains(key)) {
            throw inALeaf(kind, value);
        }
        if (!kind.keys().contains(key)) {
            throw Invalid.value(
                    "the output " + kind + " has no key " + SafeText.quote(key),
                    kind.keys().isEmpty()
                            ? "it has no keys; write " + kind.form()
                            : "its keys are " + String.join(", ", kind.keys()) + "; write " + kind.form());
        }
        if (!known(kind, key, value) || !VALUE.matcher(value).matches()) {
            throw Invalid.value(
                    "the key " + key + " of the output " + kind + " has no usable value: " + SafeText.quote(value),
                    "write " + kind.form() + expected(kind, key));
        }
    }

    private static boolean known(OutputKind kind, String key, String value) {
        return switch (key) {
            case PROXY_COMMAND -> PROXY_COMMANDS.contains(value);
            case "format" -> (kind == OutputKind.DATABASE ? FORMATS : SVID_FORMATS).contains(value);
            case LABELS -> !LabelText.parse(value).isEmpty();
            case EXEC, ALLOW_REISSUE -> value.equals("true") || value.equals("false");
            case AUDIENCE -> {
                int audiences = ListText.split(value, ListText.WORDS).size();
                yield audiences > 0 && audiences <= MOST_AUDIENCES;
            }
            case PORT -> LOOPBACK_PORT.matcher(value).matches();
            default -> true;
        };
    }

    private static String expected(OutputKind kind, String key) {
        return switch (key) {
            case "format" ->
                kind == OutputKind.DATABASE
                        ? " with the format tls, mongo or cockroach"
                        : " with the format x509 or jwt";
            case AUDIENCE -> " with 1 to " + MOST_AUDIENCES + " audiences, in quotes where there are several";
            case ALLOW_REISSUE -> " with true or false";
            case PORT -> " with a port from 1 to 65535, or " + ANY_PORT;
            default -> "";
        };
    }

    private static String words(OutputKind[] kinds) {
        return Arrays.stream(kinds).map(OutputKind::word).collect(Collectors.joining(", "));
    }
}
