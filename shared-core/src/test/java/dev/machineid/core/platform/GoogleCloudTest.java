package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.ProofOptions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleCloudTest {
    private static final String PATH = "/computeMetadata/v1/instance/service-accounts/default/identity?audience=";
    private static final String USUAL =
            "GET http://metadata.google.internal" + PATH + "teleport.cluster.local&format=full&licenses=FALSE";

    private final CloudJob job = new CloudJob();

    private Proof proof() {
        return new GoogleCloud().obtain(job.context());
    }

    private MachineIdException refused(ErrorCode code) {
        MachineIdException refusal = catchThrowableOfType(MachineIdException.class, this::proof);
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).as(refusal.render()).isEqualTo(code);
        return refusal;
    }

    @Test
    void machine_getsATokenForTheConstantAudience() {
        job.answers(USUAL, 200, Jobs.tokenFor(3600) + "\n");

        Proof.IdTokenProof proof = (Proof.IdTokenProof) proof();

        assertThat(proof.method()).isEqualTo(JoinMethod.GCP);
        assertThat(proof.token().claims().subject()).contains("me");
        CloudHttp.Call call = job.calls.get(0);
        assertThat(call.local()).isTrue();
        assertThat(call.headers().get("Metadata-Flavor"))
                .extracting(flavor -> flavor == null ? "" : flavor.reveal())
                .isEqualTo("Google");
    }

    @Test
    void anotherAudience_isAskedForAndSpelledSafely() {
        job.options = new ProofOptions(JoinMethod.GCP, Optional.of("a&b=c"), Optional.empty(), Optional.empty());
        refused(ErrorCode.CLOUD_CREDENTIALS_MISSING);
        assertThat(job.asked().get(0)).contains("audience=a%26b%3Dc&format=full");
    }

    @Test
    void anotherHost_isTakenFromGooglesVariable() {
        job.set("GCE_METADATA_HOST", "127.0.0.1:8080");
        job.answers(USUAL.replace("metadata.google.internal", "127.0.0.1:8080"), 200, Jobs.tokenFor(60));
        assertThat(proof().method()).isEqualTo(JoinMethod.GCP);
        assertThat(new GoogleCloud().applies(new JobVariables(job.variables), ProofOptions.AUTO))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1@evil.example", "127.0.0.1/x#", "a b"})
    void aHostElsewhere_isNotAsked(String host) {
        job.set("GCE_METADATA_HOST", host);
        refused(ErrorCode.CLOUD_CREDENTIALS_UNUSABLE);
        assertThat(job.calls).isEmpty();
    }

    @Test
    void noServiceAccount_saysWhatToAttach() {
        job.answers(USUAL, 404, "not found");
        assertThat(refused(ErrorCode.CLOUD_METADATA_REFUSED).advice()).contains("service account");
    }

    @Test
    void anOverloadedServer_isAFault() {
        job.answers(USUAL, 503, "");
        assertThat(refused(ErrorCode.CLOUD_METADATA_UNAVAILABLE)).isInstanceOf(FaultException.class);
    }

    @Test
    void notOnGoogleCloud_saysWhereItLooked() {
        assertThat(refused(ErrorCode.CLOUD_CREDENTIALS_MISSING).render()).contains("metadata.google.internal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>login</html>", "a.b"})
    void somethingElseThanAToken_isMalformed(String body) {
        job.answers(USUAL, 200, body);
        refused(ErrorCode.PLATFORM_TOKEN_MALFORMED);
    }

    @Test
    void namedToken_isTakenFromThere() {
        job.set("MY_TOKEN", Jobs.tokenFor(60));
        job.options = new ProofOptions(
                JoinMethod.GCP, Optional.empty(), Optional.of(new OidcSource.Variable("MY_TOKEN")), Optional.empty());
        proof();
        assertThat(job.calls).isEmpty();
    }
}
