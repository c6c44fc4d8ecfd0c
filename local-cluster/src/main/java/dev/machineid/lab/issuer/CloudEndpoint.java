package dev.machineid.lab.issuer;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.cloud.AwsAccounts;
import dev.machineid.lab.cloud.AwsIdentity;
import dev.machineid.lab.cloud.AzureMachine;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** Stands for the clouds' own servers: EC2's metadata and a container's credentials, AWS's web identity, GCP's and Azure's metadata. */
public final class CloudEndpoint extends Handler.Abstract {
    /** The role session that every way of AWS leads to; the cluster's default join token {@code deploy-iam} allows it. */
    public static final String ARN = "arn:aws:sts::123456789012:assumed-role/deploy/lab";

    /** The client id of the user-assigned identity that the Azure machine has beside its own. */
    public static final String AZURE_CLIENT = "aaaaaaaa-0000-4000-8000-00000000000a";

    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final Duration LIFE = Duration.ofMinutes(15);

    private final Issuer issuer;
    private final AwsAccounts aws;
    private final AzureMachine azure;
    private final Clock clock;
    private final Secret metadataToken = Secret.of("metadata-" + UUID.randomUUID());
    private final Secret containerToken = Secret.of("container-" + UUID.randomUUID());
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile String authority = "";

    public CloudEndpoint(Issuer issuer, AwsAccounts aws, AzureMachine azure, Clock clock) {
        this.azure = azure;
        this.issuer = issuer;
        this.aws = aws;
        this.clock = clock;
    }

    /** Says where the server that holds this handler listens. */
    public void at(InetSocketAddress address) {
        authority = "127.0.0.1:" + address.getPort();
    }

    /** Method and path of every request so far. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** The variables that lead a job to EC2's metadata server. */
    public Map<String, String> instance() {
        return Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://" + authority + "/");
    }

    /** The variables of a container with a role. */
    public Map<String, String> container() {
        return Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                "http://" + authority + "/v2/credentials/4242",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                containerToken.reveal());
    }

    /** The variables of a pod with a role; the file holds a token of the issuer for {@code sts.amazonaws.com}. */
    public Map<String, String> webIdentity(Path tokenFile) {
        return Map.of(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                tokenFile.toString(),
                "AWS_ROLE_ARN",
                "arn:aws:iam::123456789012:role/deploy",
                "AWS_ENDPOINT_URL_STS",
                "http://" + authority);
    }

    /** The variable that leads a job to Azure's metadata server. */
    public Map<String, String> azure() {
        return Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://" + authority);
    }

    /** The variable that leads a job to GCP's metadata server. */
    public Map<String, String> google() {
        return Map.of("GCE_METADATA_HOST", authority);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String call = request.getMethod() + " " + Request.getPathInContext(request);
        calls.add(call);
        boolean session = metadataToken.reveal().equals(header(request, "X-aws-ec2-metadata-token"));
        return switch (call) {
            case "PUT /latest/api/token" ->
                header(request, "X-aws-ec2-metadata-token-ttl-seconds").isEmpty()
                        ? text(response, callback, 400, "")
                        : text(response, callback, 200, metadataToken.reveal());
            case "GET " + ROLES -> text(response, callback, session ? 200 : 401, session ? "deploy" : "");
            case "GET " + ROLES + "deploy" ->
                session ? credentials(response, callback) : text(response, callback, 401, "");
            case "GET /latest/meta-data/placement/region" ->
                text(response, callback, session ? 200 : 401, session ? "eu-central-1" : "");
            case "GET /v2/credentials/4242" ->
                containerToken.reveal().equals(header(request, "Authorization"))
                        ? credentials(response, callback)
                        : json(response, callback, 401, Map.of("message", "wrong authorization"));
            case "GET /metadata/attested/document" -> azureDocument(request, response, callback);
            case "GET /metadata/identity/oauth2/token" -> azureToken(request, response, callback);
            case "GET /pkiops/certs/Lab%20Azure%20CA%2001.crt", "GET /pkiops/certs/Lab Azure CA 01.crt" -> {
                response.write(true, ByteBuffer.wrap(azure.issuer()), callback);
                yield true;
            }
            case "POST /" -> webIdentity(request, response, callback);
            case "GET /computeMetadata/v1/instance/service-accounts/default/identity" ->
                google(request, response, callback);
            default -> text(response, callback, 404, "not found");
        };
    }

    private boolean credentials(Response response, Callback callback) {
        AwsIdentity identity = aws.session(ARN);
        return json(
                response,
                callback,
                200,
                Map.of(
                        "Code", "Success",
                        "AccessKeyId", identity.accessKeyId(),
                        "SecretAccessKey", identity.secretKey().reveal(),
                        "Token", String.valueOf(identity.environment().get("AWS_SESSION_TOKEN")),
                        "Expiration", clock.instant().plus(LIFE).toString()));
    }

    private boolean webIdentity(Request request, Response response, Callback callback) throws Exception {
        Fields form = new Fields();
        org.eclipse.jetty.util.UrlEncoded.decodeTo(
                Content.Source.asString(request, StandardCharsets.UTF_8), form::add, StandardCharsets.UTF_8);
        boolean good = "AssumeRoleWithWebIdentity".equals(form.getValue("Action"))
                && "2011-06-15".equals(form.getValue("Version"))
                && "arn:aws:iam::123456789012:role/deploy".equals(form.getValue("RoleArn"))
                && form.getValue("RoleSessionName") != null
                && issuer.signed(String.valueOf(form.getValue("WebIdentityToken")), "sts.amazonaws.com");
        if (!good) {
            return json(
                    response,
                    callback,
                    400,
                    Map.of("Error", Map.of("Code", "InvalidIdentityToken", "Message", "Couldn't verify the token")));
        }
        AwsIdentity identity = aws.session(ARN);
        Map<String, Object> credentials = Map.of(
                "AccessKeyId", identity.accessKeyId(),
                "SecretAccessKey", identity.secretKey().reveal(),
                "SessionToken", String.valueOf(identity.environment().get("AWS_SESSION_TOKEN")),
                "Expiration", clock.instant().plus(LIFE).getEpochSecond());
        return json(
                response,
                callback,
                200,
                Map.of(
                        "AssumeRoleWithWebIdentityResponse",
                        Map.of("AssumeRoleWithWebIdentityResult", Map.of("Credentials", credentials))));
    }

    private boolean google(Request request, Response response, Callback callback) {
        Fields query = Request.extractQueryParameters(request);
        response.getHeaders().put("Metadata-Flavor", "Google");
        if (!"Google".equals(header(request, "Metadata-Flavor"))) {
            return text(response, callback, 403, "Missing Metadata-Flavor:Google header");
        }
        String audience = query.getValue("audience");
        if (audience == null || !"full".equals(query.getValue("format"))) {
            return text(response, callback, 400, "non-empty audience parameter required");
        }
        return text(
                response,
                callback,
                200,
                issuer.mint(Shapes.gcp().withAudience(audience)).reveal());
    }

    private boolean azureDocument(Request request, Response response, Callback callback) {
        Fields query = Request.extractQueryParameters(request);
        boolean good = "true".equals(header(request, "Metadata"))
                && query.getValue("api-version") != null
                && query.getValue("nonce") != null;
        return good
                ? json(response, callback, 200, azure.document(query.getValue("nonce")))
                : json(response, callback, 400, Map.of("error", "Bad request. Required metadata header not specified"));
    }

    private boolean azureToken(Request request, Response response, Callback callback) {
        Fields query = Request.extractQueryParameters(request);
        String client = query.getValue("client_id");
        if (!"true".equals(header(request, "Metadata"))
                || !"https://management.azure.com/".equals(query.getValue("resource"))
                || (client != null && !client.equals(AZURE_CLIENT))) {
            return json(
                    response,
                    callback,
                    400,
                    Map.of("error", "invalid_request", "error_description", "Identity not found"));
        }
        TokenShape own = Shapes.azure();
        String machine = String.valueOf(own.claims().get("xms_mirid"));
        TokenShape shape = client == null
                ? own
                : own.with("xms_az_rid", machine)
                        .with(
                                "xms_mirid",
                                machine.replaceFirst(
                                        "/providers/.*",
                                        "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ci"));
        return json(
                response,
                callback,
                200,
                Map.of(
                        "access_token", issuer.mint(shape).reveal(),
                        "resource", "https://management.azure.com/",
                        "token_type", "Bearer"));
    }

    private static boolean json(Response response, Callback callback, int status, String body) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        return text(response, callback, status, body);
    }

    private static String header(Request request, String name) {
        String value = request.getHeaders().get(name);
        return value == null ? "" : value;
    }

    private static boolean json(Response response, Callback callback, int status, Map<String, ?> body) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        return text(response, callback, status, JSONObjectUtils.toJSONString(body));
    }

    private static boolean text(Response response, Callback callback, int status, String body) {
        response.setStatus(status);
        response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
