package dev.machineid.core.rules;

import static dev.machineid.core.rules.AllowRule.shown;

import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** One entry of {@code services}, {@code outputs} or {@code destinations}. */
final class TbotService {
    private static final Map<String, String> WITHOUT = Map.of(
            "kubernetes/argo-cd", "no cluster secrets for Argo CD are written",
            "ssh_host", "host certificates are for servers, not for jobs",
            "workload-identity-api", "no Workload API socket is served",
            "workload-identity-aws-roles-anywhere", "AWS credentials are not exchanged",
            "spiffe-svid", "replaced by workload-identity",
            "spiffe-workload-api", "no Workload API socket is served",
            "application-proxy", "no proxy is served",
            "ssh-multiplexer", "add the option ssh-multiplexer");

    private final Map<String, Node> service;
    private final TbotTranslation translation;
    private final List<String> outputs = new ArrayList<>();

    TbotService(Map<String, Node> service, TbotTranslation translation) {
        this.service = service;
        this.translation = translation;
    }

    /** The outputs it becomes, as the option takes them. */
    List<String> outputs() {
        Optional<String> type = YamlNodes.text(service, "type");
        if (type.isPresent()) {
            typed(type.get());
        } else {
            firstVersion();
        }
        common();
        return outputs;
    }

    private void typed(String type) {
        switch (type) {
            case "identity" -> identity();
            case "application" -> named(OutputKind.APPLICATION, "app_name", Map.of());
            case "database" -> named(OutputKind.DATABASE, "service", database(service, "username"));
            case "application-tunnel" -> named(OutputKind.APPLICATION, "app_name", listening(Map.of()));
            case "database-tunnel" -> named(OutputKind.DATABASE, "service", listening(database(service, "username")));
            case "kubernetes" -> named(OutputKind.KUBERNETES, "kubernetes_cluster", Map.of());
            case "kubernetes/v2" -> selectors();
            case "workload-identity-x509", "workload-identity-jwt" -> workloadIdentity(type.endsWith("jwt"));
            default ->
                translation.note("service " + shown(type) + ": "
                        + WITHOUT.getOrDefault(type, "not a service this translation knows"));
        }
    }

    private void identity() {
        Optional<String> leaf = YamlNodes.text(service, "cluster");
        if (YamlNodes.text(service, "ssh_config").filter("off"::equals).isEmpty()) {
            add(OutputKind.SSH, leaf, Map.of());
        }
        if (leaf.isEmpty()) {
            add(
                    OutputKind.IDENTITY,
                    Optional.empty(),
                    YamlNodes.isTrue(service, "allow_reissue") ? Map.of(OutputSpec.ALLOW_REISSUE, "true") : Map.of());
        } else {
            translation.note("identity of the leaf cluster " + shown(leaf.get())
                    + ": a leaf cluster serves bots over SSH only, so it becomes the output ssh");
        }
    }

    private void selectors() {
        for (Node selector : Optional.ofNullable(service.get("selectors"))
                .map(YamlNodes::items)
                .orElse(List.of())) {
            Optional<String> name = YamlNodes.text(YamlNodes.entries(selector), "name");
            if (name.isPresent()) {
                add(OutputKind.KUBERNETES, name, Map.of());
            } else {
                add(OutputKind.KUBERNETES, name, labels(YamlNodes.entries(selector)));
            }
        }
    }

    private void workloadIdentity(boolean token) {
        Map<String, Node> selector = YamlNodes.map(service, "selector");
        Map<String, String> settings = new LinkedHashMap<>(labels(selector));
        List<String> audiences = Optional.ofNullable(service.get("audiences"))
                .map(YamlNodes::texts)
                .orElse(List.of());
        if (token && !audiences.isEmpty()) {
            settings.put("audience", String.join(" ", audiences));
            settings.put("format", "jwt");
        }
        add(OutputKind.WORKLOAD_IDENTITY, YamlNodes.text(selector, "name"), settings);
    }

    /** Of a label that may have one of several values the first is taken, which is said. */
    private Map<String, String> labels(Map<String, Node> selector) {
        Map<String, Node> labels = YamlNodes.map(selector, "labels");
        List<String> pairs = new ArrayList<>();
        labels.forEach((key, value) -> {
            List<String> values = YamlNodes.texts(value);
            if (values.size() > 1) {
                translation.note("label " + shown(key) + ": one value is selected here, the first");
            }
            values.stream().limit(1).forEach(text -> pairs.add(key + ":" + text));
        });
        return pairs.isEmpty() ? Map.of() : Map.of("labels", String.join(",", pairs));
    }

    /** Version 1: one of app, database, kubernetes_cluster; the rest is an identity with an ssh_config. */
    private void firstVersion() {
        Map<String, Node> database = YamlNodes.map(service, "database");
        Map<String, Node> app = YamlNodes.map(service, "app");
        Map<String, Node> kubernetes = YamlNodes.map(service, "kubernetes_cluster");
        if (!database.isEmpty()) {
            add(OutputKind.DATABASE, YamlNodes.text(database, "service"), database(database, "username"));
        } else if (!app.isEmpty() || YamlNodes.text(service, "app").isPresent()) {
            add(OutputKind.APPLICATION, YamlNodes.text(app, "app").or(() -> YamlNodes.text(service, "app")), Map.of());
        } else if (service.containsKey("kubernetes_cluster")) {
            Optional<String> plain = YamlNodes.text(service, "kubernetes_cluster");
            add(OutputKind.KUBERNETES, plain.or(() -> YamlNodes.text(kubernetes, "cluster_name")), Map.of());
        } else {
            identity();
        }
    }

    private static Map<String, String> database(Map<String, Node> from, String user) {
        Map<String, String> settings = new LinkedHashMap<>();
        YamlNodes.text(from, user).ifPresent(text -> settings.put("user", text));
        YamlNodes.text(from, "database").ifPresent(text -> settings.put("name", text));
        YamlNodes.text(from, "format").ifPresent(text -> settings.put("format", text));
        return settings;
    }

    /** The port of {@code listen}, such as {@code tcp://127.0.0.1:5432}; another place than the loopback is not offered. */
    private Map<String, String> listening(Map<String, String> settings) {
        Map<String, String> with = new LinkedHashMap<>(settings);
        String port = YamlNodes.text(service, "listen")
                .map(listen -> listen.substring(listen.lastIndexOf(':') + 1))
                .filter(end -> end.matches("[1-9][0-9]{0,4}"))
                .orElse(OutputSpec.ANY_PORT);
        with.put(OutputSpec.PORT, port);
        return with;
    }

    private void named(OutputKind kind, String key, Map<String, String> settings) {
        add(kind, YamlNodes.text(service, key), settings);
    }

    private void add(OutputKind kind, Optional<String> name, Map<String, String> settings) {
        try {
            OutputSpec output = new OutputSpec(kind, name, settings);
            outputs.add(output.toString());
            if (!OutputKind.supported().contains(kind)) {
                translation.note("output " + kind + ": understood, but this version cannot issue it yet");
            }
        } catch (InvalidRequestException unusable) {
            translation.note("output " + kind + ": " + unusable.what());
        }
    }

    private void common() {
        Map<String, Node> destination = YamlNodes.map(service, "destination");
        YamlNodes.text(destination, "path")
                .or(() -> YamlNodes.text(service, "directory"))
                .or(() -> YamlNodes.text(YamlNodes.map(service, "directory"), "path"))
                .ifPresent(translation::destination);
        if (YamlNodes.text(destination, "type")
                .filter("kubernetes_secret"::equals)
                .isPresent()) {
            translation.note("destination kubernetes_secret: no secrets are written into Kubernetes");
        }
        for (String key : List.of("symlinks", "acls", "readers")) {
            if (destination.containsKey(key)) {
                translation.note("destination " + key
                        + ": always the strict way: links are refused, and only this user may read the files");
            }
        }
        if (service.containsKey("credential_ttl") || service.containsKey("renewal_interval")) {
            translation.note("credential_ttl, renewal_interval of one output: all outputs have one life");
        }
    }
}
