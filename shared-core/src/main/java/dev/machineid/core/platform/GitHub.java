package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.secret.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** GitHub Actions: the runner's token service mints an id token for the audience that is asked for. */
final class GitHub implements ProofProvider {
    static final String DEFAULT_AUDIENCE = "teleport.cluster.local";

    private static final String URL = "ACTIONS_ID_TOKEN_REQUEST_URL";
    private static final String TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
    private static final Map<String, String> HEADERS = Map.of("Accept", "application/json; api-version=2.0");

    @Override
    public JoinMethod method() {
        return JoinMethod.GITHUB;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return variables.isTrue("GITHUB_ACTIONS");
    }

    @Override
    public String looksFor() {
        return "variable GITHUB_ACTIONS";
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<OidcSource> named = context.options().oidc();
        if (named.isPresent()) {
            return IdTokens.proof(method(), ProvidedToken.text(named.get(), context), context);
        }
        String url = variable(URL, context);
        Secret bearer = ServiceUri.bearer(TOKEN, variable(TOKEN, context));
        String audience = context.options().audience().orElse(DEFAULT_AUDIENCE);
        URI uri = ServiceUri.of(URL, url, "audience", audience);
        if (context.source().isPresent()) {
            try (Secret token = context.source().get().idToken(audience)) {
                return IdTokens.proof(method(), token.reveal(), context);
            }
        }
        return IdTokens.proof(method(), TokenReply.value(context.http().get(uri, bearer, HEADERS)), context);
    }

    private static String variable(String name, ProofContext context) {
        return context.variables()
                .get(name)
                .orElseThrow(() -> ProvidedToken.missing(
                        "GitHub gave this job no right to an id token: the variable " + name + " is not set",
                        "add to the job in .github/workflows: permissions: { id-token: write, contents: read }"
                                + " (what is not listed there is taken away; pull requests from forks do not get an id"
                                + " token)"));
    }
}
