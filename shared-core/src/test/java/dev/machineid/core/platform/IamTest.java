package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.ProofOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IamTest {
    private static final String METADATA = "http://169.254.169.254";
    private static final String ROLES = METADATA + "/latest/meta-data/iam/security-credentials/";
    private static final String KEYS = "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIAIOSFODNN7EXAMPLE\","
            + "\"SecretAccessKey\":\"canary-secret\",\"Token\":\"canary-session\",\"Expiration\":\"2026-01-01T06:00:00Z\"}";

    @TempDir
    Path directory;

    private final CloudJob job = new CloudJob();

    private Proof.IamProof proof() {
        return (Proof.IamProof) new Iam().obtain(job.context());
    }

    private String request() {
        return proof().request().to("challenge-challenge").reveal();
    }

    private MachineIdException refused(ErrorCode code) {
        MachineIdException refusal = catchThrowableOfType(MachineIdException.class, this::proof);
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).as(refusal.render()).isEqualTo(code);
        assertThat(refusal.advice()).isNotBlank();
        assertThat(refusal.render()).doesNotContain("canary");
        return refusal;
    }

    private CloudJob withKeys() {
        return job.set("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE").set("AWS_SECRET_ACCESS_KEY", "canary-secret");
    }

    private CloudJob onEc2() {
        return job.answers("PUT " + METADATA + "/latest/api/token", 200, "session-token")
                .answers("GET " + ROLES, 200, "deploy\n")
                .answers("GET " + ROLES + "deploy", 200, KEYS)
                .answers("GET " + METADATA + "/latest/meta-data/placement/region", 200, "eu-west-1");
    }

    @Test
    void environment_signsTheChallengeAndNothingSecretIsInTheRequest() {
        withKeys();

        assertThat(request())
                .startsWith("POST / HTTP/1.1\r\nAccept: application/json\r\nAuthorization: AWS4-HMAC-SHA256"
                        + " Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/sts/aws4_request, SignedHeaders=accept;"
                        + "content-length;content-type;host;x-amz-date;x-teleport-challenge, Signature=")
                .contains("\r\nHost: sts.amazonaws.com\r\n", "\r\nX-Teleport-Challenge: challenge-challenge\r\n")
                .endsWith("\r\n\r\nAction=GetCallerIdentity&Version=2011-06-15")
                .doesNotContain("canary");
        assertThat(proof().toString()).doesNotContain("canary");
        assertThat(job.calls).isEmpty();
    }

    @Test
    void environment_withASessionToken_signsIt() {
        withKeys().set("AWS_SESSION_TOKEN", " session-token\n");
        assertThat(request()).contains("X-Amz-Security-Token: session-token\r\n", ";x-amz-security-token;");
    }

    @ParameterizedTest
    @CsvSource({"AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY,AWS_ACCESS_KEY_ID"})
    void environment_halfOfIt_namesTheOtherHalf(String there, String missing) {
        withKeys();
        job.variables.remove(missing);
        assertThat(refused(ErrorCode.CLOUD_CREDENTIALS_UNUSABLE).advice()).contains(missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\nHost: evil.example", "with space", "canary\u00e9", "a\u0000b"})
    void environment_withWhatCouldEndAHeader_isRefused(String secret) {
        withKeys().set("AWS_SESSION_TOKEN", secret);
        assertThat(refused(ErrorCode.CLOUD_CREDENTIALS_UNUSABLE).render()).doesNotContain("evil");
        withKeys().set("AWS_SESSION_TOKEN", "good").set("AWS_ACCESS_KEY_ID", secret);
        refused(ErrorCode.CLOUD_CREDENTIALS_UNUSABLE);
    }

    @Test
    void instance_isAskedByTheSecondVersionOnly() {
        onEc2();

        assertThat(proof().from()).contains("deploy", "EC2");
        assertThat(request()).contains("Host: sts.eu-west-1.amazonaws.com", "X-Amz-Security-Token: canary-session");
        assertThat(job.asked().get(0)).startsWith("PUT ");
        assertThat(job.calls.subList(1, 4))
                .allSatisfy(call -> assertThat(call.headers().get("X-aws-ec2-metadata-token"))
                        .extracting(secret -> secret == null ? "" : secret.reveal())
                        .isEqualTo("session-token"))
                .allMatch(CloudHttp.Call::local);
    }

    @Test
    void instance_withoutARole_saysWhatToAttach() {
        onEc2().answers("GET " + ROLES, 404, "not found");
        assertThat(refused(ErrorCode.CLOUD_METADATA_REFUSED).advice()).contains("instance profile");
    }

    @Test
    void instance_thatIsOverloaded_isAFault() {
        onEc2().answers("PUT " + METADATA + "/latest/api/token", 503, "");
        assertThat(refused(ErrorCode.CLOUD_METADATA_UNAVAILABLE)).isInstanceOf(FaultException.class);
    }

    @Test
    void instance_switchedOff_isNotAsked() {
        onEc2().set("AWS_EC2_METADATA_DISABLED", "true");
        refused(ErrorCode.CLOUD_CREDENTIALS_MISSING);
        assertThat(job.calls).isEmpty();
    }

    @Test
    void instance_expiredCredentials_areNotUsed() {
        onEc2().answers("GET " + ROLES + "deploy", 200, KEYS.replace("2026-01-01T06", "2025-12-31T23"));
        assertThat(refused(ErrorCode.CLOUD_CREDENTIALS_UNUSABLE).what()).contains("expired at 2025-12-31T23:00:00Z");
    }

    @Test
    void nothingAnywhere_listsEveryPlaceOnce() {
        ProofException refusal = (ProofException) refused(ErrorCode.CLOUD_CREDENTIALS_MISSING);
        assertThat(refusal.details()).hasSize(5).allMatch(line -> line.startsWith("looked for: "));
        assertThat(job.asked()).containsExactly("PUT " + METADATA + "/latest/api/token");
    }

    @Test
    void somethingElseAtTheMetadataAddress_isSaid() {
        job.answers("PUT " + METADATA + "/latest/api/token", 403, "denied");
        refused(ErrorCode.CLOUD_CREDENTIALS_MISSING);
        assertThat(job.warnings).singleElement().asString().contains("169.254.169.254", "403");
    }

    @Test
    void profile_isNotPassedOverForTheMachinesRole() {
        onEc2().set("AWS_PROFILE", "prod");
        assertThat(refused(ErrorCode.CLOUD_CREDENTIALS_UNUSABLE).advice()).contains("export-credentials");
        assertThat(job.calls).isEmpty();
        withKeys();
        assertThat(proof().from()).isEqualTo("the environment");
    }

    @Test
    void container_relativeAddress_goesToTheAgentOnly() {
        job.set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/1")
                .answers("GET http://169.254.170.2/v2/credentials/1", 200, KEYS);
        assertThat(request()).contains("canary-session");
        job.set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "@evil.example/x");
        refused(ErrorCode.CLOUD_CREDENTIALS_UNUSABLE);
    }

    @Test
    void container_tokenFile_isReadAnew() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "eks-token\n");
        job.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials")
                .set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file.toString())
                .answers("GET http://169.254.170.23/v1/credentials", 200, KEYS);
        request();
        assertThat(job.calls.get(0).headers().get("Authorization")).isNotNull();
        assertThat(job.calls.get(0)).asString().doesNotContain("eks-token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example/x", "ftp://127.0.0.1/x", "not an address", "http://u:p@127.0.0.1/x"})
    void container_anAddressElsewhere_isNotAsked(String address) {
        job.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", address);
        assertThat(refused(ErrorCode.CLOUD_CREDENTIALS_UNUSABLE).render()).doesNotContain("evil");
        assertThat(job.calls).isEmpty();
    }

    @Test
    void webIdentity_postsTheTokenAndNeverPutsItInAnAddress() throws Exception {
        Path file = Files.writeString(directory.resolve("irsa"), "canary.jwt.token\n");
        job.set("AWS_WEB_IDENTITY_TOKEN_FILE", file.toString())
                .set("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/deploy")
                .set("AWS_REGION", "eu-central-1")
                .answers(
                        "POST https://sts.eu-central-1.amazonaws.com/",
                        200,
                        "{\"AssumeRoleWithWebIdentityResponse\":{\"AssumeRoleWithWebIdentityResult\":{\"Credentials\":"
                                + "{\"AccessKeyId\":\"ASIAIOSFODNN7EXAMPLE\",\"SecretAccessKey\":\"s\",\"SessionToken\":"
                                + "\"t\",\"Expiration\":1.7672472E9}}}}");
        assertThat(request()).contains("X-Amz-Security-Token: t\r\n");
        CloudHttp.Call call = job.calls.get(0);
        assertThat(call.local()).isFalse();
        assertThat(call.body().reveal())
                .contains(
                        "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdeploy",
                        "WebIdentityToken=canary.jwt.token");
    }

    @Test
    void webIdentity_refused_givesAwsWordsAndWhatToCheck() throws Exception {
        Path file = Files.writeString(directory.resolve("irsa"), "canary.jwt.token");
        job.set("AWS_WEB_IDENTITY_TOKEN_FILE", file.toString())
                .set("AWS_ROLE_ARN", "arn:aws:iam::1:role/x")
                .answers(
                        "POST https://sts.amazonaws.com/",
                        403,
                        "{\"Error\":{\"Code\":\"AccessDenied\",\"Message\":\"Not authorized\\u001b[31m\"}}");
        MachineIdException refusal = refused(ErrorCode.CLOUD_METADATA_REFUSED);
        assertThat(refusal.details())
                .singleElement()
                .asString()
                .contains("AccessDenied")
                .doesNotContain("\u001b");
        assertThat(refusal.advice()).contains("trust policy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "empty"})
    void webIdentity_withoutItsFile_saysSo(String name) throws Exception {
        Files.writeString(directory.resolve("empty"), " \n");
        job.set("AWS_WEB_IDENTITY_TOKEN_FILE", directory.resolve(name).toString())
                .set("AWS_ROLE_ARN", "arn:aws:iam::1:role/x");
        assertThat(refused(ErrorCode.CLOUD_CREDENTIALS_UNUSABLE).what()).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"AccessKeyId\":5}", "{\"AccessKeyId\":\"short\"}", "<html>"})
    void aBrokenReply_isNoCredentials(String body) {
        onEc2().answers("GET " + ROLES + "deploy", 200, body);
        MachineIdException refusal = catchThrowableOfType(MachineIdException.class, this::proof);
        assertThat(refusal).isInstanceOf(ProofException.class);
    }

    @Test
    void applies_byTheEnvironmentAlone() {
        assertThat(new Iam().applies(new JobVariables(job.variables), ProofOptions.AUTO))
                .isFalse();
        withKeys();
        assertThat(new Iam().applies(new JobVariables(job.variables), ProofOptions.AUTO))
                .isTrue();
        assertThat(List.copyOf(job.calls)).isEmpty();
    }
}
