package dev.machineid.lab.core;

import dev.machineid.lab.LabBuilder;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.join.LabToken;
import dev.machineid.lab.join.RunTokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Gives a local cluster the same bots, locks and join tokens that {@code tctl} gives a real one from the same file. */
final class ContractResources {
    static final String FILE = "contract-resources.yaml";

    private ContractResources() {}

    static LabBuilder in(LabBuilder builder) {
        try (InputStream in = Objects.requireNonNull(ContractResources.class.getResourceAsStream(FILE))) {
            for (Object resource : new Load(LoadSettings.builder().build()).loadAllFromInputStream(in)) {
                add(builder, map(resource));
            }
            return builder;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A join token as {@code tctl} reads it. */
    static LabToken token(String yaml) {
        Map<?, ?> resource = map(new Load(LoadSettings.builder().build()).loadFromString(yaml));
        return token(String.valueOf(map(resource.get("metadata")).get("name")), map(resource.get("spec")));
    }

    private static void add(LabBuilder builder, Map<?, ?> resource) {
        String name = String.valueOf(map(resource.get("metadata")).get("name"));
        Map<?, ?> spec = map(resource.get("spec"));
        switch (String.valueOf(resource.get("kind"))) {
            case "role" -> builder.role(LabRole.of(name, "ci"));
            case "bot" ->
                builder.bot(
                        name,
                        ((List<?>) Objects.requireNonNull(spec.get("roles")))
                                .get(0)
                                .toString());
            case "lock" ->
                builder.lock(
                        String.valueOf(map(spec.get("target")).get("user")).replaceFirst("^bot-", ""),
                        String.valueOf(spec.get("message")));
            case "token" -> builder.joinToken(token(name, spec));
            default -> throw new IllegalArgumentException("a resource of kind " + resource.get("kind"));
        }
    }

    private static LabToken token(String name, Map<?, ?> spec) {
        String method = String.valueOf(spec.get("join_method"));
        Map<?, ?> block = map(spec.containsKey(method) ? spec.get(method) : Map.of());
        LabToken token = switch (method) {
            case "token" -> LabToken.secret(name);
            case "github" -> LabToken.github(name);
            case "gitlab" ->
                block.containsKey("domain")
                        ? LabToken.gitlab(name).issuer("https://" + block.get("domain"))
                        : LabToken.gitlab(name);
            case "circleci" -> LabToken.circleci(name);
            case "spacelift" -> LabToken.spacelift(name);
            case "kubernetes" -> LabToken.kubernetes(name);
            case "azure_devops" -> RunTokens.azureDevOps(name);
            case "bitbucket" -> RunTokens.bitbucket(name);
            case "terraform_cloud" -> RunTokens.terraformCloud(name);
            case "env0" -> RunTokens.env0(name);
            case "iam" -> LabToken.iam(name);
            case "gcp" -> LabToken.gcp(name);
            case "azure" -> LabToken.azure(name);
            case "generic_oidc" ->
                LabToken.genericOidc(name, String.valueOf(block.get("issuer")), String.valueOf(block.get("audience")))
                        .mustMatch(texts(map(block.get("must_match_fields"))));
            default -> throw new IllegalArgumentException("a join token of method " + method);
        };
        token = token.bot(String.valueOf(spec.get("bot_name")));
        for (Object rule : block.get("allow") instanceof List<?> rules ? rules : List.of()) {
            token = token.allow(texts(map(rule)));
        }
        return token;
    }

    private static Map<?, ?> map(@org.jspecify.annotations.Nullable Object node) {
        return (Map<?, ?>) Objects.requireNonNull(node);
    }

    private static Map<String, String> texts(Map<?, ?> map) {
        return map.entrySet().stream()
                .collect(Collectors.toMap(entry -> String.valueOf(entry.getKey()), entry -> one(entry.getValue())));
    }

    /** A list's only value; the local cluster holds one value in each field of a rule. */
    private static String one(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof List<?> list && list.size() == 1 ? String.valueOf(list.get(0)) : String.valueOf(value);
    }
}
