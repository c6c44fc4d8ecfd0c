package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;

/**
 * CircleCI: jobs with a context find an id token of the organization in a variable; where it is missing or has expired,
 * CircleCI's program mints one.
 */
final class CircleCi implements ProofProvider {
    @Override
    public JoinMethod method() {
        return JoinMethod.CIRCLECI;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return CircleCiTokens.isJob(variables);
    }

    @Override
    public String looksFor() {
        return "variable CIRCLECI";
    }

    @Override
    public int tries() {
        return CircleCiTokens.TRIES;
    }

    @Override
    public Proof obtain(ProofContext context) {
        String token = context.options()
                .oidc()
                .map(source -> ProvidedToken.text(source, context))
                .orElseGet(() -> CircleCiTokens.forTheOrganization(context));
        return IdTokens.proof(method(), token, context);
    }
}
