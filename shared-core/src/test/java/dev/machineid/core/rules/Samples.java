package dev.machineid.core.rules;

import dev.machineid.core.platform.IdToken;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Jobs, grants and what their texts say. */
final class Samples {
    /** What must pass through every writer unharmed. */
    static final List<String> HOSTILE = List.of(
            "\"",
            "'",
            "a\"b'c",
            "line\nbreak",
            "\r\n---\nkind: role",
            "\ttab",
            "${env.HOME}",
            "%{if true}x%{endif}",
            "$${a}",
            "$$",
            "%%{",
            "a${",
            "back\\slash",
            "\\\"",
            "# comment",
            "a: b",
            "- a",
            "[a, b]",
            "{a: b}",
            "&anchor",
            "*alias",
            "!tag",
            "|",
            ">",
            "@",
            "`",
            "true",
            "No",
            "null",
            "~",
            "0123",
            "1e5",
            "2026-11-22",
            " leading",
            "trailing ",
            "nul\u0000bell\u0007",
            "\u0085\u2028\u2029\u00a0",
            "\u202e\u200b\ufeff",
            "\u00fcmlaut \ud83d\ude00",
            "\udb40\udc41",
            "<<",
            "=",
            "for");

    private Samples() {}

    static Proof proof(JoinMethod method, String claims) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String text = encoder.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(claims.replace('\'', '"').getBytes(StandardCharsets.UTF_8)) + ".c2ln";
        return new Proof.IdTokenProof(method, IdToken.parse(Secret.of(text)));
    }

    static JobFacts facts(JoinMethod method, String claims) {
        return JobFacts.of(proof(method, claims));
    }

    static JobFacts named(RulePlatform platform, Map<Fact, String> facts) {
        return JobFacts.named(platform, facts, Optional.empty());
    }

    static Grants ssh() {
        return new Grants(
                List.of(OutputSpec.parse("ssh")),
                List.of(),
                List.of("deploy"),
                List.of(),
                List.of(),
                Map.of(OutputKind.SSH, List.of("env=prod")),
                Optional.empty());
    }

    static Grants roles(String... roles) {
        return new Grants(
                List.of(OutputSpec.parse("identity")),
                List.of(roles),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty());
    }

    static RulesPlan plan(JobFacts job, Grants grants) {
        return new RulesPlan(
                job, grants, "deploy", "deploy-token", Optional.of("lab-root"), Optional.of("p.example.com:443"), "");
    }

    /** The documents of a text, as another parser reads them. */
    static List<Map<?, ?>> documents(String yaml) {
        List<Map<?, ?>> documents = new java.util.ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(yaml)
                .forEach(document -> documents.add((Map<?, ?>) document));
        return documents;
    }

    static Map<?, ?> document(String yaml, String kind) {
        return documents(yaml).stream()
                .filter(document -> kind.equals(document.get("kind")))
                .findFirst()
                .orElseThrow();
    }

    /** The value at a path such as {@code spec.github.allow.0.ref}; null where there is none. */
    static @org.jspecify.annotations.Nullable Object at(Map<?, ?> document, String path) {
        Object here = document;
        for (String step : path.split("\\.", -1)) {
            if (here instanceof Map<?, ?> map) {
                here = map.get(step);
            } else if (here instanceof List<?> list) {
                here = list.get(Integer.parseInt(step));
            } else {
                return null;
            }
        }
        return here;
    }
}
