package dev.machineid.core.rules;

import dev.machineid.core.platform.Claims;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Join tokens in files, and claims to compare them with. */
abstract class RuleFiles {
    static final String GITLAB = """
            "iss":"https://gitlab.com","project_path":"acme/app","namespace_path":"acme","ref":"feature/x",
            "ref_protected":"false","user_email":"octo@acme.example","sub":"project_path:acme/app:ref_type:branch:ref:feature/x"
            """;

    @TempDir
    Path directory;

    String last(JoinMethod method, String block, String yaml, String claims) throws IOException {
        List<String> lines = explain(method, block, yaml, claims);
        return lines.get(lines.size() - 1);
    }

    List<String> explain(JoinMethod method, String block, String yaml, String claims) throws IOException {
        return TokenRules.read(write(token("deploy", block, yaml)), "deploy").explain(method, claims(claims));
    }

    static String token(String name, String method, String block) {
        return "kind: token\nversion: v2\nmetadata:\n  name: " + name + "\nspec:\n  roles: [Bot]\n  join_method: "
                + method + "\n  " + method + ":\n" + block.indent(4);
    }

    Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("token.yaml"), text);
    }

    static Claims claims(String fields) {
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("{" + fields + "}").getBytes(StandardCharsets.UTF_8));
        return Claims.parse(Secret.of("e30." + payload + ".c2ln"));
    }
}
