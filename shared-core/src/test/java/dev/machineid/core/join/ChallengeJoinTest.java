package dev.machineid.core.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.machineid.core.platform.Attestation;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.wire.auth.Certs;
import dev.machineid.core.wire.join.AzureChallenge;
import dev.machineid.core.wire.join.Challenge;
import dev.machineid.core.wire.join.GivingUp;
import dev.machineid.core.wire.join.IAMChallenge;
import dev.machineid.core.wire.join.JoinResponse;
import dev.machineid.core.wire.olderjoin.RegisterUsingIAMMethodRequest;
import dev.machineid.core.wire.olderjoin.RegisterUsingIAMMethodResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HeldCertificate;
import okio.BufferedSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Joins with a challenge, against servers that play by the rules and servers that do not. */
class ChallengeJoinTest extends JoinBench {
    private static final String CHALLENGE = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA";

    private final List<String> challenges = new ArrayList<>();
    private final List<String> targets = new ArrayList<>();
    private final Proof iam = new Proof.IamProof("a test", "sts.amazonaws.com", challenge -> {
        challenges.add(challenge);
        return Secret.of("signed " + challenge);
    });

    private static JoinResponse challenge(String text) {
        return JoinResponse.newBuilder()
                .setChallenge(Challenge.newBuilder()
                        .setIamChallenge(IAMChallenge.newBuilder().setChallenge(text)))
                .build();
    }

    private static void say(BufferedSink out, MessageLite message) throws IOException {
        byte[] bytes = message.toByteArray();
        out.writeByte(0).writeInt(bytes.length).write(bytes).flush();
    }

    private MachineIdException refusedByOlder() {
        MachineIdException refusal =
                catchThrowableOfType(MachineIdException.class, () -> join(attempt("deploy", iam), "15.0.0"));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    /** The last word may be lost with the stream; another one than it must not be there. */
    private void gaveUpOrHungUp(GivingUp.Reason reason) {
        assertThat(received.stream().skip(2))
                .allMatch(request -> request.getGivingUp().getReason() == reason);
    }

    /** Lets the stream answer on whatever path. */
    private void everywhere() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                targets.add(request.getTarget());
                return stream;
            }

            @Override
            public MockResponse peek() {
                return stream;
            }
        });
    }

    @Test
    void newService_initThenSolution_getsCertificates() throws Exception {
        HeldCertificate bot = new HeldCertificate.Builder().build();
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("iam"));
            take(in);
            say(out, challenge(CHALLENGE));
            take(in);
            say(out, result(encoded(bot)));
        });

        assertThat(join(attempt("deploy", iam), "18.11.0").tls()).isEqualTo(bot.certificate());

        assertThat(received.get(0).getClientInit().getJoinMethod()).isEqualTo("iam");
        var bots = received.get(1).getIamInit().getClientParams().getBotParams();
        assertThat(bots.getExpires().getSeconds()).isEqualTo(EXPIRES.getEpochSecond());
        assertThat(bots.getPublicKeys().getPublicTlsKey().toByteArray()).isEqualTo(KEY.tlsPublicDer());
        assertThat(received.get(2)
                        .getSolution()
                        .getIamChallengeSolution()
                        .getStsIdentityRequest()
                        .toStringUtf8())
                .isEqualTo("signed " + CHALLENGE);
        assertThat(older).isEmpty();
    }

    @Test
    void newService_azure_sendsDocumentChainAndToken() throws Exception {
        HeldCertificate bot = new HeldCertificate.Builder().build();
        Proof azure = new Proof.AzureProof(
                ((Proof.IdTokenProof) idToken(JoinMethod.GITLAB)).token(),
                nonce -> new Attestation(Secret.of("document " + nonce), () -> Secret.of("chain")));
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("azure"));
            take(in);
            say(
                    out,
                    JoinResponse.newBuilder()
                            .setChallenge(Challenge.newBuilder()
                                    .setAzureChallenge(
                                            AzureChallenge.newBuilder().setChallenge(CHALLENGE)))
                            .build());
            take(in);
            say(out, result(encoded(bot)));
        });

        join(attempt("deploy", azure), "18.11.0");

        assertThat(received.get(1).hasAzureInit()).isTrue();
        var solution = received.get(2).getSolution().getAzureChallengeSolution();
        assertThat(solution.getAttestedData().toStringUtf8()).isEqualTo("document " + CHALLENGE);
        assertThat(solution.getIntermediate().toStringUtf8()).isEqualTo("chain");
        assertThat(solution.getAccessToken()).endsWith(".c2lnbmF0dXJl");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "with space with space",
                "x\r\nHost: evil.example\r\nxxxx",
                "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
            })
    void newService_challengeOfAStrangeForm_isNeverSigned(String text) {
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("iam"));
            take(in);
            say(out, challenge(text));
            take(in);
        });

        assertThat(refused(attempt("deploy", iam)).code()).isEqualTo(ErrorCode.NOT_TELEPORT);
        assertThat(challenges).isEmpty();
        gaveUpOrHungUp(GivingUp.Reason.REASON_CHALLENGE_SOLUTION_FAILED);
    }

    @Test
    void newService_challengeOfAnotherMethod_isNotAnswered() {
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("gitlab"));
            take(in);
            say(out, challenge(CHALLENGE));
            take(in);
        });

        assertThat(refused(attempt("deploy", idToken(JoinMethod.GITLAB)))).isInstanceOf(FaultException.class);
        gaveUpOrHungUp(GivingUp.Reason.REASON_UNSUPPORTED_MESSAGE_TYPE);
    }

    @Test
    void newService_proofThatFailsLate_isWhatTheUserHears() {
        Proof failing = new Proof.IamProof("a test", "sts.amazonaws.com", challenge -> {
            throw new ProofException(ErrorCode.CLOUD_METADATA_REFUSED, "no more", "ask again");
        });
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("iam"));
            take(in);
            say(out, challenge(CHALLENGE));
            take(in);
        });

        assertThat(refused(attempt("deploy", failing)).code()).isEqualTo(ErrorCode.CLOUD_METADATA_REFUSED);
        gaveUpOrHungUp(GivingUp.Reason.REASON_CHALLENGE_SOLUTION_FAILED);
    }

    @Test
    void olderService_speaksFirst_andGetsEverythingInOneMessage() throws Exception {
        HeldCertificate user =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate bot = new HeldCertificate.Builder().signedBy(user).build();
        List<RegisterUsingIAMMethodRequest> got = new ArrayList<>();
        streams(0, "", (in, out) -> {
            say(
                    out,
                    RegisterUsingIAMMethodResponse.newBuilder()
                            .setChallenge(CHALLENGE)
                            .build());
            in.skip(1);
            got.add(RegisterUsingIAMMethodRequest.parseFrom(in.readByteArray(in.readInt())));
            say(
                    out,
                    RegisterUsingIAMMethodResponse.newBuilder()
                            .setCerts(Certs.newBuilder()
                                    .setTLS(ByteString.copyFromUtf8(bot.certificatePem()))
                                    .addTLSCACerts(ByteString.copyFromUtf8(user.certificatePem())))
                            .build());
        });
        everywhere();

        assertThat(join(attempt("deploy", iam), "15.0.0").tls()).isEqualTo(bot.certificate());

        assertThat(targets).containsExactly("/proto.JoinService/RegisterUsingIAMMethod");
        var common = got.get(0).getRegisterUsingTokenRequest();
        assertThat(common.getRole()).isEqualTo("Bot");
        assertThat(common.getToken()).isEqualTo("deploy");
        assertThat(common.getPublicTLSKey().toStringUtf8()).isEqualTo(KEY.tlsPublicPem());
        assertThat(common.getPublicSSHKey().toStringUtf8()).isEqualTo(KEY.sshPublicLine());
        assertThat(common.getExpires().getSeconds()).isEqualTo(EXPIRES.getEpochSecond());
        assertThat(got.get(0).getStsIdentityRequest().toStringUtf8()).isEqualTo("signed " + CHALLENGE);
    }

    @Test
    void olderService_refusal_hasTheServersWordsAndMeaning() {
        streams(7, "instance did not match any allow rules", (in, out) -> {
            say(
                    out,
                    RegisterUsingIAMMethodResponse.newBuilder()
                            .setChallenge(CHALLENGE)
                            .build());
            in.skip(1);
            in.readByteArray(in.readInt());
        });
        everywhere();

        MachineIdException refusal = refusedByOlder();
        assertThat(refusal.code()).isEqualTo(ErrorCode.CLAIMS_REFUSED);
        assertThat(refusal.render()).contains("tctl get token/deploy", "a test", "arn:aws:sts::ACCOUNT");
        assertThat(targets).hasSize(1);
    }

    @Test
    void olderService_thatEndsWithoutAWord_isAFault() {
        streams(0, "", (in, out) -> {});
        everywhere();
        assertThat(refusedByOlder()).isInstanceOf(FaultException.class);
        assertThat(challenges).isEmpty();
    }

    @Test
    void olderService_thatAsksTwice_isAFault() {
        streams(0, "", (in, out) -> {
            say(
                    out,
                    RegisterUsingIAMMethodResponse.newBuilder()
                            .setChallenge(CHALLENGE)
                            .build());
            in.skip(1);
            in.readByteArray(in.readInt());
            say(
                    out,
                    RegisterUsingIAMMethodResponse.newBuilder()
                            .setChallenge(CHALLENGE)
                            .build());
        });
        everywhere();
        assertThat(refusedByOlder()).isInstanceOf(FaultException.class);
        assertThat(challenges).hasSize(1);
    }

    @Test
    void newServiceMissing_olderOneIsAsked() {
        everywhere();
        assertThat(refused(attempt("deploy", iam))).isNotNull();
        assertThat(targets).containsExactly(STREAM, "/proto.JoinService/RegisterUsingIAMMethod");
    }

    private static byte[] encoded(HeldCertificate certificate) throws IOException {
        try {
            return certificate.certificate().getEncoded();
        } catch (java.security.cert.CertificateEncodingException impossible) {
            throw new IOException(impossible);
        }
    }
}
