package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import java.util.Optional;

/** GitLab CI: the pipeline's {@code id_tokens} puts the token into a variable, with the cluster's name as audience. */
final class GitLab implements ProofProvider {
    static final String VARIABLE = "MACHINE_ID_ID_TOKEN";
    /** The name that Teleport's own client reads. */
    static final String TELEPORT_VARIABLE = "TBOT_GITLAB_JWT";

    @Override
    public JoinMethod method() {
        return JoinMethod.GITLAB;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return variables.has("GITLAB_CI");
    }

    @Override
    public String looksFor() {
        return "variable GITLAB_CI";
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<String> named = context.options().oidc().map(source -> ProvidedToken.text(source, context));
        String token = named.or(() -> context.variables().get(VARIABLE))
                .or(() -> context.variables().get(TELEPORT_VARIABLE))
                .orElseThrow(() -> ProvidedToken.missing(
                        "GitLab gave this job no id token: neither " + VARIABLE + " nor " + TELEPORT_VARIABLE
                                + " is set",
                        "add to the job in .gitlab-ci.yml: id_tokens: { " + VARIABLE + ": { aud: "
                                + context.knownClusterName().orElse("CLUSTER")
                                + " } } (aud is the cluster's name; a fork's pipeline gets a token of the fork, which the"
                                + " join token's rules do not allow)"));
        return IdTokens.proof(method(), token, context);
    }
}
