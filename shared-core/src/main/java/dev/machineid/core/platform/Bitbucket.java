package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import java.util.Optional;

/** Bitbucket Pipelines: a step with {@code oidc: true} finds its id token in a variable. */
final class Bitbucket implements ProofProvider {
    private static final String VARIABLE = "BITBUCKET_STEP_OIDC_TOKEN";
    private static final String PIPELINE = "BITBUCKET_PIPELINE_UUID";

    @Override
    public JoinMethod method() {
        return JoinMethod.BITBUCKET;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return variables.has(PIPELINE) || variables.has(VARIABLE);
    }

    @Override
    public String looksFor() {
        return "variable " + PIPELINE + " or " + VARIABLE;
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<String> named = context.options().oidc().map(source -> ProvidedToken.text(source, context));
        String token = named.or(() -> context.variables().get(VARIABLE))
                .orElseThrow(() -> ProvidedToken.missing(
                        "Bitbucket gave this step no id token: the variable " + VARIABLE + " is not set",
                        "add to the step of bitbucket-pipelines.yml: oidc: true (a pipe needs the variable passed on;"
                                + " the pipeline of a fork gets the fork's token, which the rules refuse)"));
        return IdTokens.proof(method(), token, context);
    }
}
