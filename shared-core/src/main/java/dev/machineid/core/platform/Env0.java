package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import java.util.Optional;

/** env zero: a deployment finds its id token in a variable, once the organization has switched it on. */
final class Env0 implements ProofProvider {
    private static final String VARIABLE = "ENV0_OIDC_TOKEN";
    private static final String DEPLOYMENT = "ENV0_DEPLOYMENT_LOG_ID";

    @Override
    public JoinMethod method() {
        return JoinMethod.ENV0;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return variables.has(DEPLOYMENT) || variables.has(VARIABLE);
    }

    @Override
    public String looksFor() {
        return "variable " + DEPLOYMENT + " or " + VARIABLE;
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<String> named = context.options().oidc().map(source -> ProvidedToken.text(source, context));
        String token = named.or(() -> context.variables().get(VARIABLE))
                .orElseThrow(() -> ProvidedToken.missing(
                        "env zero gave this deployment no id token: the variable " + VARIABLE + " is not set",
                        "switch on \"Enable OIDC during deployments\" in the organization's policies, or give the"
                                + " project an OIDC credential"));
        return IdTokens.proof(method(), token, context);
    }
}
