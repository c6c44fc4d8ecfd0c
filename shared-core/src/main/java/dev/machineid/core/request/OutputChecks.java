package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an output may say: its target's name, its keys and their values, each alone and all together. */
final class OutputChecks {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]{1,256}");

    /** How people write that a target is in a leaf cluster: as a key, or in the name. */
    private static final Set<String> LEAF_KEYS = Set.of("cluster", "leaf", "leaf-cluster", "teleport-cluster");

    private static final Pattern OF_A_LEAF =
            Pattern.compile("[A-Za-z0-9._-]+(?:@|,\\s*(?:cluster|leaf|leaf-cluster|teleport-cluster)=)([A-Za-z0-9._-]+)"
                    + "|([A-Za-z0-9._-]+)/[A-Za-z0-9._-]+");

    private static final Set<String> FORMATS = Set.of("tls", "mongo", "cockroach");
    private static final Set<String> SVID_FORMATS = Set.of("x509", "jwt");
    private static final int MOST_AUDIENCES = 16;
    private static final Pattern LOOPBACK_PORT = Pattern.compile(
            "auto|[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]");
    private static final Set<String> PROXY_COMMANDS = Set.of("program", "openssl", OutputSpec.MULTIPLEXER);

    private OutputChecks() {}

    /**
     * Refuses what cannot be meant.
     *
     * @throws InvalidRequestException {@link ErrorCode#LEAF_NOT_SUPPORTED} or {@link ErrorCode#INVALID_VALUE}
     */
    static void check(OutputKind kind, Optional<String> name, Map<String, String> settings) {
        checkName(kind, name);
        settings.forEach((key, value) -> checkSetting(kind, key, value));
        checkTogether(kind, name, settings);
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
        boolean every = kind == OutputKind.KUBERNETES
                && name.filter(OutputSpec.EVERY::equals).isPresent();
        if (name.isPresent() && !every && !NAME.matcher(name.get()).matches()) {
            throw Invalid.value(
                    SafeText.quote(name.get()) + " is not a name for the output " + kind,
                    "write " + kind.form() + " with letters, digits, '.', '_' and '-'");
        }
    }

    private static void checkTogether(OutputKind kind, Optional<String> name, Map<String, String> settings) {
        boolean labelled = settings.containsKey(OutputSpec.LABELS);
        if (kind.naming() == OutputKind.Naming.OR_LABELS && name.isPresent() == labelled) {
            throw Invalid.value(
                    "the output " + kind + (labelled ? " has both a name and labels" : " needs a name or labels"),
                    "write " + kind.form());
        }
        if (kind == OutputKind.WORKLOAD_IDENTITY) {
            String format = settings.get("format");
            boolean audience = settings.containsKey(OutputSpec.AUDIENCE);
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
            case OutputSpec.PROXY_COMMAND -> PROXY_COMMANDS.contains(value);
            case "format" -> (kind == OutputKind.DATABASE ? FORMATS : SVID_FORMATS).contains(value);
            case OutputSpec.LABELS -> !LabelText.parse(value).isEmpty();
            case OutputSpec.EXEC, OutputSpec.ALLOW_REISSUE -> value.equals("true") || value.equals("false");
            case OutputSpec.AUDIENCE -> {
                int audiences = ListText.split(value, ListText.WORDS).size();
                yield audiences > 0 && audiences <= MOST_AUDIENCES;
            }
            case OutputSpec.PORT -> LOOPBACK_PORT.matcher(value).matches();
            default -> true;
        };
    }

    private static String expected(OutputKind kind, String key) {
        return switch (key) {
            case "format" ->
                kind == OutputKind.DATABASE
                        ? " with the format tls, mongo or cockroach"
                        : " with the format x509 or jwt";
            case OutputSpec.AUDIENCE ->
                " with 1 to " + MOST_AUDIENCES + " audiences, in quotes where there are several";
            case OutputSpec.ALLOW_REISSUE -> " with true or false";
            case OutputSpec.PORT -> " with a port from 1 to 65535, or " + OutputSpec.ANY_PORT;
            default -> "";
        };
    }
}
