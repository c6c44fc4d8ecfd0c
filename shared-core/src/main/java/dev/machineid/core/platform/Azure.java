package dev.machineid.core.platform;

import dev.machineid.core.platform.Proof.AzureProof;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.secret.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Azure: the machine's metadata server signs a document with the cluster's challenge, and gives a token of its managed identity. */
final class Azure implements ProofProvider {
    static final String AUDIENCE = "https://management.azure.com/";

    /** The variable by which Azure's own libraries are led to another metadata server. */
    static final String HOST = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

    private static final String TOKEN = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=";
    private static final String DOCUMENT = "/metadata/attested/document?api-version=2021-02-01&format=json&nonce=";
    private static final Map<String, Secret> HEADERS = Map.of("Metadata", Secret.of("true"));

    @Override
    public JoinMethod method() {
        return JoinMethod.AZURE;
    }

    /** A machine of Azure does not say so in the environment, and GitHub's hosted runners are such machines. */
    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return variables.has(HOST) || options.azureClientId().isPresent();
    }

    @Override
    public String looksFor() {
        return "option azure-client-id (on a machine of Azure say join-method: azure)";
    }

    @Override
    public int tries() {
        return 3;
    }

    @Override
    public Proof obtain(ProofContext context) {
        URI base = CloudAddress.of(context.variables(), HOST).orElse(URI.create("http://169.254.169.254"));
        Optional<String> client = context.options().azureClientId();
        String query = encoded(AUDIENCE)
                + client.map(id -> "&client_id=" + encoded(id)).orElse("");
        IdTokenHttp.Reply reply;
        try {
            reply = get(context, base, TOKEN + query);
        } catch (FaultException unreachable) {
            throw new ProofException(
                    ErrorCode.CLOUD_CREDENTIALS_MISSING,
                    "this job reaches no metadata server of Azure",
                    List.of("looked for: metadata server " + base.getAuthority(), unreachable.what()),
                    "run it on a virtual machine of Azure with a managed identity",
                    unreachable);
        }
        Map<String, String> fields = FlatJson.read(reply.body());
        String token = fields.getOrDefault("access_token", "");
        if (reply.status() != 200 || token.isEmpty()) {
            throw refused(reply, fields, client);
        }
        IdToken access = IdToken.parse(Secret.of(token));
        return new AzureProof(access, challenge -> attested(context, base, challenge));
    }

    private static MachineIdException refused(
            IdTokenHttp.Reply reply, Map<String, String> fields, Optional<String> client) {
        String words = fields.getOrDefault("error_description", fields.getOrDefault("error", ""));
        return CloudReply.refusal(
                "Azure's metadata server, asked for a token of the managed identity"
                        + client.map(id -> " " + SafeText.quote(id)).orElse("") + ",",
                reply,
                SafeText.line(words, 300),
                client.isPresent()
                        ? "check the option azure-client-id: a user-assigned identity of this machine has that client id"
                        : "give the machine a managed identity; where it has several, name one's client id by the option"
                                + " azure-client-id");
    }

    private static Attestation attested(ProofContext context, URI base, String challenge) {
        IdTokenHttp.Reply reply = get(context, base, DOCUMENT + encoded(challenge));
        if (reply.status() == 404) {
            context.warnings()
                    .accept(
                            "this kind of Azure machine has no attested document; only clusters of Teleport 18 and later"
                                    + " may take the token alone");
            return new Attestation(Secret.of(""), () -> Secret.of(""));
        }
        if (reply.status() != 200 || !FlatJson.read(reply.body()).containsKey("signature")) {
            throw CloudReply.refusal(
                    "Azure's metadata server, asked for the attested document,",
                    reply,
                    "",
                    "run the job again; if it stays so, look at the state of the machine");
        }
        return new Attestation(reply.body(), () -> new AzureChain(context.cloud()).above(reply.body()));
    }

    private static IdTokenHttp.Reply get(ProofContext context, URI base, String path) {
        return context.cloud().send(CloudHttp.Call.local("GET", CloudAddress.below(base, path), HEADERS));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
