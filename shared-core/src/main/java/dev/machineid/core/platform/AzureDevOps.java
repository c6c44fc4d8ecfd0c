package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.secret.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Azure Pipelines: the service mints an id token for the job's access token; its audience is fixed. */
final class AzureDevOps implements ProofProvider {
    private static final String URL = "SYSTEM_OIDCREQUESTURI";
    private static final String TOKEN = "SYSTEM_ACCESSTOKEN";

    /** How Azure Pipelines leaves a variable that it does not know. */
    private static final String NOT_REPLACED = "$(";

    private static final Map<String, String> HEADERS =
            Map.of("Accept", "application/json", "Content-Type", "application/json");
    private static final TokenReply.Service SERVICE = new TokenReply.Service(
            "Azure DevOps'",
            "oidcToken",
            "check that the step maps its own job's token: env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) };"
                    + " builds of forks have a restricted one");

    @Override
    public JoinMethod method() {
        return JoinMethod.AZURE_DEVOPS;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return variables.isTrue("TF_BUILD");
    }

    @Override
    public String looksFor() {
        return "variable TF_BUILD";
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<OidcSource> named = context.options().oidc();
        if (named.isPresent()) {
            return IdTokens.proof(method(), ProvidedToken.text(named.get(), context), context);
        }
        String key = context.variables()
                .get(TOKEN)
                .filter(text -> !text.strip().startsWith(NOT_REPLACED))
                .orElseThrow(
                        () -> ProvidedToken.missing(
                                "Azure Pipelines gave this step no access token: the variable " + TOKEN + " is not set",
                                "add to the step: env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) } (it is a secret, which no"
                                        + " step has unless it says so; builds of forks get no secrets, or a restricted token)"));
        String url = context.variables()
                .get(URL)
                .orElseThrow(() -> ProvidedToken.missing(
                        "this job has no address for id tokens: the variable " + URL + " is not set",
                        "run in a job of Azure DevOps Services, whose agents set it; where a container runs the login,"
                                + " pass it on"));
        URI uri = ServiceUri.of(URL, url, "api-version", "7.1");
        Secret bearer = ServiceUri.bearer(TOKEN, key);
        return IdTokens.proof(method(), TokenReply.value(context.http().post(uri, bearer, HEADERS), SERVICE), context);
    }
}
