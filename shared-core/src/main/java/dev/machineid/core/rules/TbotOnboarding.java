package dev.machineid.core.rules;

import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** How tbot joined. The value of {@code token} is the secret itself in method token, and is repeated in no case then. */
final class TbotOnboarding {
    private static final Pattern NAME = Pattern.compile("(?!(?i)[0-9a-f]{32,}$)[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private final TbotTranslation translation;

    TbotOnboarding(TbotTranslation translation) {
        this.translation = translation;
    }

    void read(Map<String, Node> onboarding) {
        String named = YamlNodes.text(onboarding, "join_method").orElse("token");
        boolean secret = named.equals("token");
        Optional<String> token = YamlNodes.text(onboarding, "token");
        if (secret) {
            secret(token);
        } else {
            name(token);
        }
        method(named);
        if (named.equals("bound_keypair")) {
            keyPair(YamlNodes.map(onboarding, "bound_keypair"));
        }
        Optional.ofNullable(onboarding.get("ca_pins"))
                .map(YamlNodes::texts)
                .orElse(List.of())
                .forEach(this::pin);
        YamlNodes.text(onboarding, "ca_path").ifPresent(path -> {
            translation.put("ca-file", path);
            translation.note("ca_path: --ca-file is the authority of the proxy's web certificate; the cluster's own is"
                    + " pinned by --ca-pins");
        });
        source(onboarding);
        YamlNodes.text(YamlNodes.map(onboarding, "azure"), "client_id")
                .ifPresent(id -> translation.put("azure-client-id", id));
    }

    private void secret(Optional<String> token) {
        if (token.filter(text -> text.startsWith("/")).isPresent()) {
            translation.put("secret-file", token.get());
        } else {
            translation.put("secret-env", "JOIN_SECRET");
            translation.note("onboarding.token: in join method token it is a secret, so it is not repeated here; put it"
                    + " into the variable JOIN_SECRET");
        }
        translation.note("join method token: the secret works once. To keep a renewable identity as tbot did, name a"
                + " --state-directory of its own (tbot's storage is not taken over). A join method with id tokens"
                + " serves every job");
    }

    private void keyPair(Map<String, Node> block) {
        translation.put("state-directory", "/var/lib/machine-id/bot");
        translation.note(
                "bound_keypair: tbot's storage is not taken over, and its join token is bound to its key; make a new"
                        + " join token (machine-id keypair create, or a registration secret)");
        Optional<String> file = YamlNodes.text(block, "registration_secret_path");
        if (file.isPresent()) {
            translation.put("secret-file", file.get());
        } else if (block.containsKey("registration_secret")) {
            translation.put("secret-env", "JOIN_SECRET");
            translation.note("bound_keypair.registration_secret: a secret, so it is not repeated here; put it into the"
                    + " variable JOIN_SECRET");
        }
        if (block.containsKey("static_key_path")) {
            translation.note("bound_keypair.static_key_path: not offered; a key pair is kept in --state-directory");
        }
    }

    private void name(Optional<String> token) {
        if (token.filter(text -> NAME.matcher(text).matches()).isPresent()) {
            translation.put("token", token.get());
        } else {
            translation.put("token", "JOIN-TOKEN");
            translation.note("onboarding.token: not repeated, because it is no plain name; put the join token's name in"
                    + " place of JOIN-TOKEN");
        }
    }

    private void method(String named) {
        try {
            translation.put("join-method", JoinMethod.parse(named).wireName());
        } catch (MachineIdException notHere) {
            translation.note("join_method " + AllowRule.shown(named)
                    + ": not available in this version; make a join token of another method (machine-id rules)");
        }
    }

    private void pin(String text) {
        TbotTranslation.pin(text)
                .ifPresentOrElse(
                        pin -> translation.put("ca-pins", pin),
                        () -> translation.note("ca_pins: an entry is no pin of the form sha256:HEX"));
    }

    private void source(Map<String, Node> onboarding) {
        YamlNodes.text(YamlNodes.map(onboarding, "gitlab"), "token_env_var_name")
                .ifPresent(this::variable);
        YamlNodes.text(YamlNodes.map(onboarding, "kubernetes"), "token_path")
                .ifPresent(path -> translation.put("oidc-file", path));
        YamlNodes.text(YamlNodes.map(onboarding, "terraform"), "audience_tag")
                .ifPresent(tag -> variable("TFC_WORKLOAD_IDENTITY_TOKEN_" + tag.toUpperCase(Locale.ROOT)));
        Map<String, Node> generic = YamlNodes.map(onboarding, "generic_oidc");
        YamlNodes.text(generic, "env").ifPresent(this::variable);
        List<String> command = Optional.ofNullable(generic.get("command"))
                .map(YamlNodes::texts)
                .orElse(List.of());
        if (!command.isEmpty()) {
            translation.put(
                    "oidc-command",
                    String.join(
                            " ", command.stream().map(TbotOnboarding::argument).toList()));
        }
        if (generic.containsKey("timeout")) {
            translation.note("generic_oidc.timeout: the command has one minute");
        }
    }

    private void variable(String name) {
        if (VARIABLE.matcher(name).matches()) {
            translation.put("oidc-env", name);
        } else {
            translation.note("the variable of the id token has no usable name; say it with --oidc-env");
        }
    }

    private static String argument(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
