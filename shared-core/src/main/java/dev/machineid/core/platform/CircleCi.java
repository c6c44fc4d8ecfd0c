package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import java.util.Optional;

/** CircleCI: jobs with a context find an id token of the organization in a variable. */
final class CircleCi implements ProofProvider {
    private static final String VARIABLE = "CIRCLE_OIDC_TOKEN";

    @Override
    public JoinMethod method() {
        return JoinMethod.CIRCLECI;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return variables.isTrue("CIRCLECI");
    }

    @Override
    public String looksFor() {
        return "variable CIRCLECI";
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<String> named = context.options().oidc().map(source -> ProvidedToken.text(source, context));
        String token = named.or(() -> context.variables().get(VARIABLE))
                .orElseThrow(() -> ProvidedToken.missing(
                        "CircleCI gave this job no id token: the variable " + VARIABLE + " is not set",
                        "add a context to the job in the workflow (context: NAME),"
                                + " or set oidc-command to: circleci run oidc get"));
        return IdTokens.proof(method(), token, context);
    }
}
