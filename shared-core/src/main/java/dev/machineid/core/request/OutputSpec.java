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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One output that is asked for: its kind, the name of its target, and its settings in the order given.
 *
 * <p>Written {@code kind[:name][,key=value...]}; {@link ListText} says how a list of them is split and quoted.
 */
public record OutputSpec(OutputKind kind, Optional<String> name, Map<String, String> settings) {
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

    public OutputSpec {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        OutputChecks.check(kind, name, settings);
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

    private static String words(OutputKind[] kinds) {
        return Arrays.stream(kinds).map(OutputKind::word).collect(Collectors.joining(", "));
    }
}
