package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.secret.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Google Cloud: the metadata server makes an id token of the machine's or pod's service account. */
final class GoogleCloud implements ProofProvider {
    static final String DEFAULT_AUDIENCE = "teleport.cluster.local";

    private static final String HOST = "GCE_METADATA_HOST";
    private static final String PATH = "/computeMetadata/v1/instance/service-accounts/default/identity";

    @Override
    public JoinMethod method() {
        return JoinMethod.GCP;
    }

    /** Only Google's own variable counts; nothing else in a job's environment tells that it runs there. */
    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return variables.has(HOST);
    }

    @Override
    public String looksFor() {
        return "variable " + HOST + " (on a machine or pod of Google Cloud say join-method: gcp)";
    }

    @Override
    public int tries() {
        return 3;
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<String> named = context.options().oidc().map(source -> ProvidedToken.text(source, context));
        return IdTokens.proof(method(), named.orElseGet(() -> fromMetadata(context)), context);
    }

    private static String fromMetadata(ProofContext context) {
        String host =
                context.variables().get(HOST).orElse("metadata.google.internal").strip();
        String audience = context.options().audience().orElse(DEFAULT_AUDIENCE);
        URI uri = CloudAddress.parse(
                "http://" + host + PATH + "?audience=" + URLEncoder.encode(audience, StandardCharsets.UTF_8)
                        + "&format=full&licenses=FALSE",
                HOST);
        IdTokenHttp.Reply reply;
        try {
            reply = context.cloud()
                    .send(CloudHttp.Call.local("GET", uri, Map.of("Metadata-Flavor", Secret.of("Google"))));
        } catch (FaultException unreachable) {
            throw new ProofException(
                    ErrorCode.CLOUD_CREDENTIALS_MISSING,
                    "this job reaches no metadata server of Google Cloud",
                    List.of("looked for: metadata server " + host, unreachable.what()),
                    "run it on a machine or pod of Google Cloud with a service account, or set " + HOST
                            + " where another address leads to its metadata server",
                    unreachable);
        }
        if (reply.status() != 200) {
            throw CloudReply.refusal(
                    "the metadata server of Google Cloud",
                    reply,
                    reply.status() == 404
                            ? "attach a service account to the machine, or on GKE bind one to the pod's"
                            : "check the service account of the machine or pod");
        }
        return reply.body().reveal();
    }
}
