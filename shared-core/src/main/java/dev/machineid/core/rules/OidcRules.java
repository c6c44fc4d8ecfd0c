package dev.machineid.core.rules;

import dev.machineid.core.platform.Claims;
import dev.machineid.core.report.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** What in the rules of method {@code generic_oidc} does not fit (Teleport 18.11; protocol facts, 2.4). */
final class OidcRules {
    private OidcRules() {}

    static List<String> explain(Map<String, Node> block, Claims claims) {
        List<String> lines = new ArrayList<>();
        YamlNodes.text(block, "issuer")
                .filter(wanted -> !claims.issuer().equals(Optional.of(wanted)))
                .ifPresent(wanted -> lines.add("generic_oidc.issuer: the join token wants " + SafeText.quote(wanted)
                        + ", the id token comes from "
                        + SafeText.quote(claims.issuer().orElse(""))));
        YamlNodes.text(block, "audience")
                .filter(wanted -> !claims.audience().contains(wanted))
                .ifPresent(wanted -> lines.add("generic_oidc.audience: the join token wants " + SafeText.quote(wanted)
                        + ", the id token is for " + SafeText.quote(String.join(", ", claims.audience()))));
        List<RuleField> required = required(block);
        required.stream()
                .filter(field -> !field.fits(claims))
                .map(field -> field.difference(claims))
                .forEach(lines::add);
        List<Node> any = Optional.ofNullable(block.get("allow_any"))
                .map(YamlNodes::items)
                .orElse(List.of());
        if (required.isEmpty() && any.isEmpty()) {
            lines.add("generic_oidc holds no rule, so that no job may join");
        }
        if (!any.isEmpty()) {
            lines.addAll(any(any, claims));
        }
        return lines;
    }

    /** The fields of which each must fit. */
    static List<RuleField> required(Map<String, Node> block) {
        List<RuleField> all = new ArrayList<>();
        required("generic_oidc.must_match_fields", "", YamlNodes.map(block, "must_match_fields"), all);
        return all;
    }

    private static void required(String path, String claim, Map<String, Node> fields, List<RuleField> all) {
        fields.forEach((name, node) -> {
            String below = claim.isEmpty() ? name : claim + "/" + name;
            if (node instanceof MappingNode) {
                required(path + "." + name, below, YamlNodes.entries(node), all);
            } else {
                all.add(new RuleField(path + "." + name, Optional.of(below), YamlNodes.texts(node), false));
            }
        });
    }

    private static List<String> any(List<Node> entries, Claims claims) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            String path = "generic_oidc.allow_any[" + i + "]";
            Map<String, Node> entry = YamlNodes.entries(entries.get(i));
            if (entry.containsKey("expression")) {
                lines.add(path + ".expression is worked out by the cluster only");
                continue;
            }
            List<String> misses = conditions(path, entry, claims);
            if (misses.isEmpty()) {
                return List.of();
            }
            lines.addAll(misses);
        }
        return lines;
    }

    private static List<String> conditions(String path, Map<String, Node> entry, Claims claims) {
        List<String> lines = new ArrayList<>();
        for (Node node : Optional.ofNullable(entry.get("conditions"))
                .map(YamlNodes::items)
                .orElse(List.of())) {
            Map<String, Node> condition = YamlNodes.entries(node);
            String attribute = YamlNodes.text(condition, "attribute").orElse("");
            String claim = attribute.replaceFirst("^claims\\.", "").replace('.', '/');
            for (String operator : List.of("eq", "in", "not_eq", "not_in")) {
                RuleField field = new RuleField(
                        path + ": " + attribute,
                        Optional.of(claim),
                        Optional.ofNullable(condition.get(operator))
                                .map(OidcRules::values)
                                .orElse(List.of()),
                        false);
                boolean negated = operator.startsWith("not");
                if (!field.wanted().isEmpty() && field.fits(claims) == negated) {
                    lines.add(
                            negated
                                    ? path + ": " + attribute + " must not be what the job has"
                                    : field.difference(claims));
                }
            }
        }
        return lines;
    }

    /** {@code eq: {value: x}}, {@code in: {values: [x, y]}}, or the values themselves. */
    private static List<String> values(Node node) {
        Map<String, Node> inner = YamlNodes.entries(node);
        Node content = inner.containsKey("value") ? inner.get("value") : inner.getOrDefault("values", node);
        return YamlNodes.texts(content);
    }
}
