package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job that brings the platform's own toolkit: the provider asks that one and sends nothing itself. */
class IdTokenSourceTest {
    private final Jobs job = new Jobs()
            .set("GITHUB_ACTIONS", "true")
            .set("ACTIONS_ID_TOKEN_REQUEST_URL", "https://vstoken.example/idtoken?api-version=2.0")
            .set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "runner-token");
    private final List<String> audiences = new ArrayList<>();

    private ProofContext with(IdTokenSource source) {
        ProofContext plain = job.context();
        return new ProofContext(
                plain.variables(),
                plain.options(),
                plain.clusterName(),
                plain.clock(),
                plain.http(),
                plain.commands(),
                plain.warnings(),
                false,
                Optional.of(source));
    }

    @Test
    void obtain_withAToolkit_takesItsToken() {
        String token = Jobs.tokenFor(300);

        Proof proof = new GitHub().obtain(with(audience -> {
            audiences.add(audience);
            return Secret.of(token);
        }));

        assertThat(((Proof.IdTokenProof) proof).token().jwt()).isEqualTo(Secret.of(token));
        assertThat(audiences).containsExactly("teleport.cluster.local");
        assertThat(job.asked).isEmpty();
    }

    @Test
    void obtain_withoutThePermission_asksNoToolkit() {
        job.set("ACTIONS_ID_TOKEN_REQUEST_URL", "");

        assertThatThrownBy(() -> new GitHub().obtain(with(audience -> {
                    throw new AssertionError("asked");
                })))
                .isInstanceOfSatisfying(
                        ProofException.class,
                        failed -> assertThat(failed.advice()).contains("id-token: write"));
    }

    @Test
    void obtain_faultOfTheToolkit_staysOne() {
        assertThatThrownBy(() -> new GitHub().obtain(with(audience -> {
                    throw new FaultException(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED, "busy", "again");
                })))
                .isInstanceOf(FaultException.class)
                .hasMessage("busy");
    }

    @ParameterizedTest
    @CsvSource({
        "403, Job is in 'Pending' state, true",
        "403, forbidden, false",
        "500, '', true",
        "503, busy, true",
        "429, slow down, true",
        "408, '', true",
        "404, '', false",
        "302, '', false",
        "200, {}, true"
    })
    void refusal_ofEachReply_isAFaultOrARefusal(int status, String body, boolean fault) {
        MachineIdException meaning = TokenReply.refusal(new IdTokenHttp.Reply(status, Secret.of(body)));

        assertThat(meaning).isInstanceOf(fault ? FaultException.class : ProofException.class);
        assertThat(meaning.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
    }
}
