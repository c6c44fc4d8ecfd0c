package dev.machineid.core.platform;

import dev.machineid.core.platform.Proof.IdTokenProof;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.ProofOptions;
import java.util.List;
import java.util.Optional;

/**
 * Any issuer: the job itself says where its id token is; one that does not say shows its platform's, which GitHub and
 * CircleCI mint for the option audience.
 */
final class GenericOidc implements ProofProvider {
    private final List<ProofProvider> platforms;

    /** @param platforms whose id tokens serve here too, in their order */
    GenericOidc(List<ProofProvider> platforms) {
        this.platforms = List.copyOf(platforms);
    }

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
    public int tries() {
        return CircleCiTokens.TRIES;
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<OidcSource> source = context.options().oidc();
        String token;
        if (source.isPresent()) {
            token = ProvidedToken.text(source.get(), context);
        } else if (CircleCiTokens.isJob(context.variables())) {
            token = context.options()
                    .audience()
                    .map(audience -> CircleCiTokens.minted(audience, context))
                    .orElseGet(() -> CircleCiTokens.forTheOrganization(context));
        } else {
            return new IdTokenProof(method(), ofThePlatform(context));
        }
        return IdTokens.proof(method(), token, context);
    }

    private IdToken ofThePlatform(ProofContext context) {
        Proof proof = platforms.stream()
                .filter(platform -> platform.applies(context.variables(), context.options()))
                .findFirst()
                .orElseThrow(() -> ProvidedToken.missing(
                        "nothing says where the id token for join method generic_oidc is",
                        "add oidc-env, oidc-file or oidc-command"))
                .obtain(context);
        return ((IdTokenProof) proof).token();
    }
}
