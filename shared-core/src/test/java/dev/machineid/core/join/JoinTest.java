package dev.machineid.core.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.wire.join.JoinResponse;
import java.nio.charset.StandardCharsets;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to join against a server that says what the test wants. */
class JoinTest extends JoinBench {
    @Test
    void newService_goodJoin_carriesNameKeysAndProof() throws Exception {
        HeldCertificate user =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate host =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate bot = new HeldCertificate.Builder().signedBy(user).build();
        JoinResponse result = result(
                bot.certificate().getEncoded(),
                user.certificate().getEncoded(),
                host.certificate().getEncoded());
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("gitlab"));
            take(in);
            say(out, result);
        });

        BotIdentity identity = join(attempt("deploy", idToken(JoinMethod.GITLAB)), "18.11.0");

        assertThat(identity.tls()).isEqualTo(bot.certificate());
        assertThat(identity.hostAuthorities())
                .as("the user authority is no server's")
                .containsExactly(host.certificate());
        assertThat(received.get(0).getClientInit().getTokenName()).isEqualTo("deploy");
        assertThat(received.get(0).getClientInit().getSystemRole()).isEqualTo("Bot");
        assertThat(received.get(0).getClientInit().getJoinMethod()).isEqualTo("gitlab");
        var oidc = received.get(1).getOidcInit();
        assertThat(oidc.getIdToken().toStringUtf8()).endsWith(".c2lnbmF0dXJl");
        var bots = oidc.getClientParams().getBotParams();
        assertThat(bots.getExpires().getSeconds()).isEqualTo(EXPIRES.getEpochSecond());
        assertThat(bots.getPublicKeys().getPublicTlsKey().toByteArray()).isEqualTo(KEY.tlsPublicDer());
        assertThat(bots.getPublicKeys().getPublicSshKey().toByteArray()).isEqualTo(KEY.sshPublicWire());
        assertThat(older).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"named, named, the-secret", "'', the-secret, ''"})
    void newService_secret_isSentWhereTheServerLooks(String name, String sentName, String sentSecret) {
        streams(7, "no", (in, out) -> {
            take(in);
            say(out, init("token"));
            take(in);
        });

        refused(attempt(name, new Proof.SecretProof(Secret.of("the-secret"))));

        assertThat(received.get(0).getClientInit().getTokenName()).isEqualTo(sentName);
        assertThat(received.get(1).getTokenInit().getSecret()).isEqualTo(sentSecret);
    }

    @ParameterizedTest
    @CsvSource({"7, CLAIMS_REFUSED", "2, CLAIMS_REFUSED"})
    void newService_refusesBeforeItReadsTheProof_isStillHeard(int status, ErrorCode code) {
        streams(status, "id token claims did not match any allow rules", (in, out) -> {
            take(in);
            say(out, init("gitlab"));
        });

        MachineIdException refusal = refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.details())
                .anyMatch(line -> line.contains("sub = job-1"))
                .anyMatch(line -> line.contains("45 s ahead"))
                .noneMatch(line -> line.contains("x@y"));
        assertThat(older).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7})
    void newService_definiteNoAtFirst_isFinal(int status) {
        stream = unread(status, "access denied");

        assertThat(refused(attempt("deploy", idToken(JoinMethod.GITLAB))).code())
                .isEqualTo(ErrorCode.BOT_MISSING);
        assertThat(older).isEmpty();
    }

    @Test
    void newService_methodUnknownHere_isToldAndExplained() {
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("tpm"));
            take(in);
        });

        MachineIdException refusal = refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(refusal.code()).isEqualTo(ErrorCode.METHOD_NOT_SUPPORTED);
        assertThat(refusal.what()).contains("\"tpm\"");
        assertThat(older).isEmpty();
    }

    @Test
    void newService_anotherMessageThanCertificates_isAFault() {
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("gitlab"));
            take(in);
            say(out, init("gitlab"));
            take(in);
        });

        assertThat(refused(attempt("deploy", idToken(JoinMethod.GITLAB)))).isInstanceOf(FaultException.class);
        assertThat(older).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "0"})
    void newService_brokenCertificate_isExplained(String certificate) {
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("gitlab"));
            take(in);
            say(out, result(certificate.getBytes(StandardCharsets.UTF_8)));
        });

        assertThat(refused(attempt("deploy", idToken(JoinMethod.GITLAB))).code())
                .isEqualTo(ErrorCode.CREDENTIALS_UNREADABLE);
    }
}
