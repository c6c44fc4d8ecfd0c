package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.ProofOptions;

/** Any issuer: the job itself says where its id token is. */
final class GenericOidc implements ProofProvider {
    @Override
    public JoinMethod method() {
        return JoinMethod.GENERIC_OIDC;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return options.oidc().isPresent();
    }

    @Override
    public String looksFor() {
        return "option oidc-env, oidc-file or oidc-command";
    }

    @Override
    public Proof obtain(ProofContext context) {
        OidcSource source = context.options()
                .oidc()
                .orElseThrow(() -> ProvidedToken.missing(
                        "nothing says where the id token for join method generic_oidc is",
                        "add oidc-env, oidc-file or oidc-command"));
        return IdTokens.proof(method(), ProvidedToken.text(source, context), context);
    }
}
