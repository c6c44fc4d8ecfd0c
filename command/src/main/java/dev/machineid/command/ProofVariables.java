package dev.machineid.command;

import dev.machineid.core.platform.JobVariables;
import dev.machineid.core.platform.TerraformTokens;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.SecretSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The variables that held the proof of a login; who runs with its credentials needs them no more. */
final class ProofVariables {
    private static final String TERRAFORM = "terraform_cloud";

    /** Where the platforms put a whole id token, by join method. */
    private static final Map<String, List<String>> BY_METHOD = Map.of(
            "gitlab",
            List.of("MACHINE_ID_ID_TOKEN", "TBOT_GITLAB_JWT"),
            "circleci",
            List.of("CIRCLE_OIDC_TOKEN", "CIRCLE_OIDC_TOKEN_V2"),
            "spacelift",
            List.of("SPACELIFT_OIDC_TOKEN"),
            "bitbucket",
            List.of("BITBUCKET_STEP_OIDC_TOKEN"),
            TERRAFORM,
            List.of("TFC_WORKLOAD_IDENTITY_TOKEN"),
            "env0",
            List.of("ENV0_OIDC_TOKEN"));

    private ProofVariables() {}

    /** The platforms' own, for help. */
    static List<String> all() {
        return BY_METHOD.values().stream().flatMap(List::stream).sorted().toList();
    }

    /** The variables that the options name. */
    static Set<String> named(MachineIdRequest request) {
        Set<String> names = new LinkedHashSet<>();
        if (request.proof().secret().orElse(null) instanceof SecretSource.Variable secret) {
            names.add(secret.name());
        }
        if (request.proof().oidc().orElse(null) instanceof OidcSource.Variable token) {
            names.add(token.name());
        }
        return names;
    }

    /** Those, and the platform's own of the method that was used; tokens for others stay with the job. */
    static Set<String> used(MachineIdRequest request, String method, Map<String, String> variables) {
        Set<String> names = named(request);
        boolean platforms =
                method.equals("generic_oidc") && request.proof().oidc().isEmpty();
        BY_METHOD.forEach((platform, own) -> {
            if (!platform.equals(TERRAFORM) && (platforms || platform.equals(method))) {
                names.addAll(own);
            }
        });
        if (platforms || method.equals(TERRAFORM)) {
            TerraformTokens.chosen(new JobVariables(variables), request.proof().audience())
                    .ifPresent(names::add);
        }
        return names;
    }
}
