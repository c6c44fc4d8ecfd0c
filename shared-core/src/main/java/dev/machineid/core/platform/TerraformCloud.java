package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import java.util.List;
import java.util.Optional;

/**
 * HCP Terraform and Terraform Enterprise: a run finds one id token for each audience that its workspace names, in a
 * variable with the audience's tag at its end.
 */
final class TerraformCloud implements ProofProvider {
    private static final String RUN = "TFC_RUN_ID";

    @Override
    public JoinMethod method() {
        return JoinMethod.TERRAFORM_CLOUD;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return variables.has(RUN) || !TerraformTokens.names(variables).isEmpty();
    }

    @Override
    public String looksFor() {
        return "variable " + RUN + " or " + TerraformTokens.VARIABLE;
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<String> named = context.options().oidc().map(source -> ProvidedToken.text(source, context));
        return IdTokens.proof(method(), named.orElseGet(() -> chosen(context)), context);
    }

    private static String chosen(ProofContext context) {
        JobVariables variables = context.variables();
        return TerraformTokens.chosen(variables, context.options().audience())
                .flatMap(variables::get)
                .orElseThrow(() -> {
                    List<String> names = TerraformTokens.names(variables);
                    return names.isEmpty() ? none(context) : several(names);
                });
    }

    private static ProofException none(ProofContext context) {
        return ProvidedToken.missing(
                "HCP Terraform gave this run no id token: the variable " + TerraformTokens.VARIABLE + " is not set",
                "add to the workspace the environment variable TFC_WORKLOAD_IDENTITY_AUDIENCE="
                        + context.options()
                                .audience()
                                .or(context::knownClusterName)
                                .orElse("CLUSTER")
                        + " (the cluster's name, unless the join token names an audience; agents of your own need"
                        + " version 1.7). Pull requests from forks start no run unless the workspace allows it");
    }

    private static ProofException several(List<String> names) {
        return new ProofException(
                ErrorCode.PLATFORM_TOKEN_AMBIGUOUS,
                "this run has several id tokens, and nothing says which one is for the cluster",
                names,
                "say the audience by the option audience, or the variable by oidc-env",
                null);
    }
}
