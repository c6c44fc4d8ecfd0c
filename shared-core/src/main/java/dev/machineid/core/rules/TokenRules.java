package dev.machineid.core.rules;

import dev.machineid.core.platform.Claims;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.JoinMethod;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The rules of one join token, as {@code tctl get token/NAME} prints them in YAML or JSON, to find out why a job was refused.
 *
 * <p>Only the cluster decides; this tells which rule comes closest and what in it differs.
 */
public final class TokenRules {
    static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    private static final int MOST_REMEDIES = 3;

    private final String file;
    private final String asked;
    private final Map<String, Node> resource;

    private TokenRules(String file, String asked, Map<String, Node> resource) {
        this.file = file;
        this.asked = asked;
        this.resource = resource;
    }

    /**
     * Reads a file with one join token, or with several of which one has the name.
     *
     * @param tokenName the join token's name; empty where it is not known
     * @throws dev.machineid.core.report.InvalidRequestException CONFIG_UNREADABLE if it holds no such join token
     */
    public static TokenRules read(Path path, String tokenName) {
        YamlFile file = new YamlFile(
                path,
                "the file of the option rules",
                "give what this prints: tctl get token/" + (tokenName.isEmpty() ? "NAME" : tokenName));
        List<Map<String, Node>> tokens = file.documents().stream()
                .flatMap(TokenRules::resources)
                .map(YamlNodes::entries)
                .filter(resource ->
                        YamlNodes.text(resource, "kind").filter("token"::equals).isPresent())
                .toList();
        Optional<Map<String, Node>> named =
                tokens.stream().filter(token -> name(token).equals(tokenName)).findFirst();
        if (named.isEmpty() && tokens.size() != 1) {
            throw file.unreadable(
                    tokens.isEmpty() ? "holds no join token" : "holds several join tokens, none of that name");
        }
        return new TokenRules(path.toString(), tokenName, named.orElseGet(() -> tokens.get(0)));
    }

    /** What in the join token does not fit the claims, a line each; the first line says which rule the others are of. */
    public List<String> explain(JoinMethod method, Claims claims) {
        List<String> lines = new ArrayList<>();
        if (!asked.isEmpty() && !name(resource).equals(asked)) {
            lines.add("the file is of the join token " + SafeText.quote(name(resource)) + ", not of "
                    + SafeText.quote(asked));
        }
        Map<String, Node> spec = YamlNodes.map(resource, "spec");
        String wanted = YamlNodes.text(spec, "join_method").orElse("token");
        if (!wanted.equals(method.wireName())) {
            lines.add("spec.join_method: the join token wants " + SafeText.quote(wanted) + ", the job joins by "
                    + method.wireName());
            return titled(lines);
        }
        Map<String, Node> block = YamlNodes.map(spec, wanted);
        if (method == JoinMethod.GENERIC_OIDC) {
            lines.addAll(OidcRules.explain(block, claims));
            return titled(lines);
        }
        if (method == JoinMethod.IAM) {
            lines.addAll(wanted(block));
            return titled(lines);
        }
        Claims known = inParts(method, claims);
        RuleTable.of(method).map(all -> all.with(block)).ifPresent(table -> {
            issuer(table, wanted, block, known).ifPresent(lines::add);
            audience(wanted, block, known).ifPresent(lines::add);
            lines.addAll(closest(table, wanted, block, known));
        });
        return titled(lines);
    }

    /** What to set in the join token, as the rest of a sentence, so that its closest rule fits; empty where nothing differs or it cannot be told. */
    public Optional<String> remedy(JoinMethod method, Claims presented) {
        Map<String, Node> spec = YamlNodes.map(resource, "spec");
        String wanted = YamlNodes.text(spec, "join_method").orElse("token");
        if (!wanted.equals(method.wireName())) {
            return Optional.empty();
        }
        Claims claims = inParts(method, presented);
        Map<String, Node> block = YamlNodes.map(spec, wanted);
        List<RuleField> fields = method == JoinMethod.GENERIC_OIDC
                ? OidcRules.required(block)
                : RuleTable.of(method)
                        .flatMap(general -> best(general.with(block), wanted, block, claims))
                        .map(Rule::fields)
                        .orElse(List.of());
        return Optional.of(fields.stream()
                        .filter(field -> !field.fits(claims))
                        .map(field -> field.remedy(claims))
                        .limit(MOST_REMEDIES)
                        .collect(Collectors.joining(", and ")))
                .filter(text -> !text.isEmpty());
    }

    /** When the join token ends, if the file says. */
    public Optional<Instant> expires() {
        return YamlNodes.text(YamlNodes.map(resource, "metadata"), "expires").flatMap(text -> {
            try {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeParseException otherForm) {
                return Optional.empty();
            }
        });
    }

    /** Some methods have what their rules name only inside of another claim. */
    private static Claims inParts(JoinMethod method, Claims claims) {
        return switch (method) {
            case AZURE_DEVOPS -> AzureDevOpsSubject.inParts(claims);
            case GCP -> CloudClaims.google(claims);
            case AZURE -> CloudClaims.azure(claims);
            default -> claims;
        };
    }

    private List<String> titled(List<String> lines) {
        List<String> all = new ArrayList<>();
        if (!lines.isEmpty()) {
            all.add("compared with " + SafeText.quote(file) + ":");
            lines.forEach(line -> all.add("  " + line));
        }
        return all;
    }

    private static Optional<String> issuer(RuleTable table, String method, Map<String, Node> block, Claims claims) {
        List<RuleTable.IssuerField> fields = table.issuers();
        Optional<RuleTable.IssuerField> chosen = fields.stream()
                .filter(field -> YamlNodes.text(block, field.name()).isPresent())
                .findFirst()
                .or(() -> fields.isEmpty() ? Optional.empty() : Optional.of(fields.get(fields.size() - 1)));
        return chosen.flatMap(field -> {
            Optional<String> said = YamlNodes.text(block, field.name());
            if (said.isEmpty() && field.usual().isEmpty() && !field.name().isEmpty()) {
                return Optional.empty();
            }
            String expected = field.before() + said.orElse(field.usual()) + field.after();
            String path = method + (field.name().isEmpty() ? "" : "." + field.name());
            return claims.issuer()
                    .filter(issuer -> !issuer.equals(expected))
                    .map(issuer -> path + ": the join token wants the issuer " + SafeText.quote(expected)
                            + ", the id token comes from " + SafeText.quote(issuer));
        });
    }

    private static Optional<String> audience(String method, Map<String, Node> block, Claims claims) {
        return YamlNodes.text(block, "audience")
                .filter(wanted -> !wanted.isEmpty() && !claims.audience().contains(wanted))
                .map(wanted -> method + ".audience: the join token wants " + SafeText.quote(wanted)
                        + ", the id token is for " + SafeText.quote(String.join(", ", claims.audience())));
    }

    private static List<String> closest(RuleTable table, String method, Map<String, Node> block, Claims claims) {
        int rules = allow(block).size();
        return best(table, method, block, claims)
                .map(rule -> rule.lines(claims, rules))
                .orElse(List.of(method + ".allow holds no rule, so that no job may join"));
    }

    /** AWS credentials do not say whose they are, so each rule is shown as it stands. */
    private static List<String> wanted(Map<String, Node> block) {
        List<String> lines = new ArrayList<>();
        List<Node> rules = allow(block);
        for (int i = 0; i < rules.size(); i++) {
            String fields = YamlNodes.entries(rules.get(i)).entrySet().stream()
                    .map(field -> field.getKey() + " "
                            + YamlNodes.texts(field.getValue()).stream()
                                    .map(SafeText::quote)
                                    .collect(Collectors.joining(" or ")))
                    .collect(Collectors.joining(", "));
            lines.add("iam.allow[" + i + "] wants " + fields);
        }
        return lines.isEmpty() ? List.of("iam.allow holds no rule, so that no job may join") : lines;
    }

    private static Optional<Rule> best(RuleTable table, String method, Map<String, Node> block, Claims claims) {
        List<Node> allow = allow(block);
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < allow.size(); i++) {
            rules.add(rule(table, method + ".allow[" + i + "]", YamlNodes.entries(allow.get(i))));
        }
        return rules.stream().max((one, other) -> Long.compare(one.share(claims), other.share(claims)));
    }

    private static List<Node> allow(Map<String, Node> block) {
        return Optional.ofNullable(block.get("allow")).map(YamlNodes::items).orElse(List.of());
    }

    private static Rule rule(RuleTable table, String path, Map<String, Node> entries) {
        List<RuleField> fields = new ArrayList<>();
        entries.forEach((name, node) -> {
            List<String> wanted = YamlNodes.texts(node).stream()
                    .map(text -> name.equals("service_account")
                            ? SERVICE_ACCOUNT + text
                            : name.equals("resource_groups") ? text.toLowerCase(Locale.ROOT) : text)
                    .toList();
            // The server leaves an empty field out of the comparison.
            if (!wanted.isEmpty()) {
                fields.add(new RuleField(
                        path + "." + name,
                        Optional.ofNullable(table.claimByField().get(name)),
                        wanted,
                        table.globs().contains(name)));
            }
        });
        return new Rule(path, fields);
    }

    private static Stream<Node> resources(Node document) {
        return document instanceof SequenceNode list ? list.getValue().stream() : Stream.of(document);
    }

    private static String name(Map<String, Node> resource) {
        return YamlNodes.text(YamlNodes.map(resource, "metadata"), "name").orElse("");
    }

    /** One rule: every field of it must fit. */
    private record Rule(String path, List<RuleField> fields) {
        /** More is closer; of two with as many misses the one with more hits. */
        long share(Claims claims) {
            long hits = fields.stream().filter(field -> field.fits(claims)).count();
            return hits - 1000 * (fields.size() - hits);
        }

        List<String> lines(Claims claims, int rules) {
            List<String> misses = fields.stream()
                    .filter(field -> !field.fits(claims))
                    .map(field -> field.difference(claims))
                    .collect(Collectors.toList());
            if (misses.isEmpty()) {
                return List.of(
                        path + " fits as far as can be seen here: is the file older than the cluster's join token?");
            }
            List<String> lines = new ArrayList<>();
            lines.add((rules == 1 ? "its one rule" : "of its " + rules + " rules the closest is " + path) + ": "
                    + (fields.size() - misses.size()) + " of " + fields.size() + " fields fit");
            lines.addAll(misses);
            return lines;
        }
    }

    /** The names only. */
    @Override
    public String toString() {
        return "TokenRules(" + new LinkedHashMap<>(resource).keySet() + ")";
    }
}
