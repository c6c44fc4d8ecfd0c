package dev.machineid.core.rules;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the job may reach: what its outputs need and not more.
 *
 * @param roles roles of the cluster that the bot gets besides
 * @param labels by kind of output, {@code key=value} each: the servers it may reach
 * @param ttl the longest life of a certificate; empty for the cluster's own
 */
public record Grants(
        List<OutputSpec> outputs,
        List<String> roles,
        List<String> logins,
        List<String> kubernetesGroups,
        List<String> kubernetesNamespaces,
        Map<OutputKind, List<String>> labels,
        Optional<Duration> ttl) {
    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /** @throws InvalidRequestException where an output needs a word that is not given */
    public Grants {
        outputs = List.copyOf(outputs);
        roles = List.copyOf(roles);
        logins = List.copyOf(logins);
        kubernetesGroups = List.copyOf(kubernetesGroups);
        kubernetesNamespaces = List.copyOf(kubernetesNamespaces);
        labels = Map.copyOf(labels);
        for (String role : roles) {
            if (!ROLE.matcher(role).matches()) {
                throw invalid(
                        "--role " + SafeText.quote(role) + " is not the name of a role",
                        "write letters, digits," + " '.', '_' and '-'");
            }
        }
        labels.values().forEach(list -> list.forEach(Grants::requireLabel));
        // Roles that are there already may give all of it.
        if (roles.isEmpty()) {
            requireAll(outputs, logins, kubernetesGroups, labels);
        }
    }

    private static void requireAll(
            List<OutputSpec> outputs, List<String> logins, List<String> groups, Map<OutputKind, List<String>> labels) {
        for (OutputKind kind : kinds(outputs)) {
            switch (kind) {
                case SSH -> {
                    require(kind, !logins.isEmpty(), "--login USER");
                    require(kind, labels.containsKey(kind), "--node-label KEY=VALUE");
                }
                case KUBERNETES -> {
                    require(kind, !groups.isEmpty(), "--kubernetes-group GROUP");
                    require(kind, labels.containsKey(kind), "--kubernetes-label KEY=VALUE");
                }
                case DATABASE -> require(kind, labels.containsKey(kind), "--database-label KEY=VALUE");
                case APPLICATION -> require(kind, labels.containsKey(kind), "--application-label KEY=VALUE");
                case WORKLOAD_IDENTITY -> require(kind, labels.containsKey(kind), "--workload-label KEY=VALUE");
                default -> {
                    // An identity alone reaches nothing.
                }
            }
        }
    }

    private static void require(OutputKind kind, boolean given, String word) {
        if (!given) {
            throw new InvalidRequestException(
                    ErrorCode.MISSING_OPTION,
                    "the output " + kind + " needs a role that allows it, and nothing says what it may reach",
                    "add " + word + " ('*=*' for every label), or --role NAME for a role that is there already");
        }
    }

    /** The life as Teleport and our own option both read it: {@code 1h30m}. */
    Optional<String> life() {
        return ttl.map(time -> time.toString().substring("PT".length()).toLowerCase(Locale.ROOT));
    }

    /** The role's content; empty where the roles that are there are enough. */
    Optional<Tree.Fields> role() {
        Tree.Fields allow = Tree.fields();
        if (!logins.isEmpty()) {
            allow.put("logins", Tree.texts(logins));
        }
        labels(OutputKind.SSH).ifPresent(tree -> allow.put("node_labels", tree));
        if (!kubernetesGroups.isEmpty()) {
            allow.put("kubernetes_groups", Tree.texts(kubernetesGroups));
        }
        labels(OutputKind.KUBERNETES).ifPresent(tree -> {
            allow.put("kubernetes_labels", tree);
            allow.put("kubernetes_resources", resources());
        });
        labels(OutputKind.DATABASE).ifPresent(tree -> allow.put("db_labels", tree));
        databases("user").ifPresent(users -> allow.put("db_users", users));
        databases("name").ifPresent(names -> allow.put("db_names", names));
        labels(OutputKind.APPLICATION).ifPresent(tree -> allow.put("app_labels", tree));
        labels(OutputKind.WORKLOAD_IDENTITY).ifPresent(tree -> {
            allow.put("workload_identity_labels", tree);
            allow.put(
                    "rules",
                    new Tree.Items(List.of(Tree.fields()
                            .put("resources", Tree.texts(List.of("workload_identity")))
                            .put("verbs", Tree.texts(List.of("list", "read"))))));
        });
        if (allow.values().isEmpty() && !roles.isEmpty()) {
            return Optional.empty();
        }
        Tree.Fields options = Tree.fields().put("max_session_ttl", life());
        if (allow.values().containsKey("node_labels")) {
            options.put("forward_agent", new Tree.Flag(false)).put("port_forwarding", new Tree.Flag(false));
        }
        Tree.Fields spec = Tree.fields();
        if (!options.values().isEmpty()) {
            spec.put("options", options);
        }
        return Optional.of(spec.put("allow", allow));
    }

    private Tree.Items resources() {
        Collection<String> namespaces = kubernetesNamespaces.isEmpty() ? List.of("*") : kubernetesNamespaces;
        return new Tree.Items(namespaces.stream()
                .<Tree>map(namespace -> Tree.fields()
                        .put("kind", "*")
                        .put("namespace", namespace)
                        .put("name", "*")
                        .put("verbs", Tree.texts(List.of("*"))))
                .toList());
    }

    private Optional<Tree.Items> databases(String key) {
        Set<String> values = outputs.stream()
                .filter(output -> output.kind() == OutputKind.DATABASE)
                .flatMap(output -> Optional.ofNullable(output.settings().get(key)).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return values.isEmpty() ? Optional.empty() : Optional.of(Tree.texts(values));
    }

    private Optional<Tree.Fields> labels(OutputKind kind) {
        Map<String, List<String>> byKey = new TreeMap<>();
        for (String label : labels.getOrDefault(kind, List.of())) {
            int equals = label.indexOf('=');
            byKey.computeIfAbsent(label.substring(0, equals), key -> new java.util.ArrayList<>())
                    .add(label.substring(equals + 1));
        }
        Tree.Fields tree = Tree.fields();
        byKey.forEach((key, values) -> tree.put(key, Tree.texts(values)));
        return byKey.isEmpty() ? Optional.empty() : Optional.of(tree);
    }

    private static Set<OutputKind> kinds(List<OutputSpec> outputs) {
        return outputs.stream().map(OutputSpec::kind).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void requireLabel(String label) {
        if (label.indexOf('=') < 1 || label.endsWith("=")) {
            throw invalid("the label " + SafeText.quote(label) + " is not KEY=VALUE", "write it as in env=staging");
        }
    }

    private static InvalidRequestException invalid(String what, String fix) {
        return new InvalidRequestException(ErrorCode.INVALID_VALUE, what, fix);
    }
}
