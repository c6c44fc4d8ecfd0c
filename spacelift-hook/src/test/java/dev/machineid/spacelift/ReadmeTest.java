package dev.machineid.spacelift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The join tokens that the README shows, in a cluster that has them. */
class ReadmeTest {
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(lab -> {
        lab.role(LabRole.of("deploy", "ci"));
        for (LabToken token : tokens()) {
            lab.bot(token.bot(), "deploy").joinToken(token);
        }
        return lab;
    });

    @TempDir
    Path directory;

    private final LabCluster cluster = LAB.cluster();

    private static List<LabToken> tokens() {
        List<LabToken> tokens = new ArrayList<>();
        YAML.matcher(read())
                .results()
                .forEach(block -> new Load(LoadSettings.builder().build())
                        .loadAllFromString(block.group(1))
                        .forEach(document -> tokens.add(token(map(document)))));
        return tokens;
    }

    private static String read() {
        try {
            return Files.readString(Worker.HOOK.resolve("README.md"));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private static LabToken token(Map<?, ?> document) {
        Map<?, ?> spec = map(document.get("spec"));
        String name = String.valueOf(map(document.get("metadata")).get("name"));
        String method = String.valueOf(spec.get("join_method"));
        Map<?, ?> rules = map(spec.get(method));
        if (method.equals("generic_oidc")) {
            return LabToken.genericOidc(
                            name, String.valueOf(rules.get("issuer")), String.valueOf(rules.get("audience")))
                    .mustMatch(texts(rules.get("must_match_fields")))
                    .bot(String.valueOf(spec.get("bot_name")));
        }
        assertThat(method).isEqualTo("spacelift");
        assertThat(rules.get("hostname")).isEqualTo(LabToken.SPACELIFT_HOST);
        LabToken token = LabToken.spacelift(name).bot(String.valueOf(spec.get("bot_name")));
        for (Object rule : (List<?>) Objects.requireNonNull(rules.get("allow"))) {
            token = token.allow(texts(rule));
        }
        return token;
    }

    private static Map<?, ?> map(@Nullable Object node) {
        return (Map<?, ?>) Objects.requireNonNull(node);
    }

    private static Map<String, String> texts(@Nullable Object node) {
        Map<String, String> texts = new LinkedHashMap<>();
        map(node).forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        return texts;
    }

    private Outcome login(String token, String scope, Map<String, String> options) throws Exception {
        Run run = new Worker(directory, cluster)
                .run(token)
                .idToken(cluster.issuer().mint(Shapes.spacelift(scope)))
                .with("MACHINE_ID_OPT_SSH", "false");
        options.forEach(run::with);
        Outcome outcome = run.phase(Phase.INIT, "true");
        run.end("FINISHED");
        return outcome;
    }

    @Test
    void readme_hasThreeJoinTokens() {
        assertThat(tokens()).extracting(LabToken::name).containsExactly("plan-app", "apply-app", "deploy-app");
    }

    @ParameterizedTest
    @CsvSource({"plan-app, read, plan", "apply-app, write, apply"})
    void joinToken_ofAScope_letsItIn(String token, String scope, String bot) throws Exception {
        Outcome outcome = login(token, scope, Map.of());

        assertThat(outcome.code()).as(outcome.log()).isZero();
        assertThat(outcome.log()).contains("bot " + bot + " in lab-root");
    }

    @ParameterizedTest
    @CsvSource({"plan-app, write", "apply-app, read"})
    void joinToken_ofTheOtherScope_doesNot(String token, String scope) throws Exception {
        Outcome outcome = login(token, scope, Map.of());

        assertThat(outcome.code()).isEqualTo(Outcome.HOOK_FAILED);
        assertThat(outcome.log()).contains("MID-1203");
    }

    @Test
    void joinToken_forOpenSourceTeleport_letsItIn() throws Exception {
        Outcome outcome = login(
                "deploy-app",
                "write",
                Map.of(
                        "MACHINE_ID_OPT_JOIN_METHOD",
                        "generic_oidc",
                        "MACHINE_ID_OPT_OIDC_ENV",
                        "SPACELIFT_OIDC_TOKEN"));

        assertThat(outcome.code()).as(outcome.log()).isZero();
        assertThat(outcome.log()).contains("bot deploy in lab-root");
    }
}
