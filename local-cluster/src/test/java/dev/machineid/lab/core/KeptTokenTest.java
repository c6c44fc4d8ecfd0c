package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.Login;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.session.DirectoryLock;
import dev.machineid.core.session.PrivateDirectory;
import dev.machineid.core.state.KeptState;
import dev.machineid.core.state.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The join method {@code token} with a state directory: joined once, renewed from then on, counted by the cluster. */
class KeptTokenTest extends KeptTokens {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void secondLogin_sameState_renewsInsteadOfJoining(boolean older) throws Exception {
        FakeJob job = job(older);
        int joins = cluster(older).counters().joins();
        for (int turn = 1; turn <= 4; turn++) {
            try (Login login = job.login(TIME)) {
                TeleportIdentity issued =
                        TeleportIdentity.of(Logins.identity(login).tls());
                assertThat(issued.roles()).containsExactly("ci");
                assertThat(issued.renewable()).isFalse();
                assertThat(Logins.identity(login).tls().getPublicKey())
                        .as("a job never gets the bot's own key")
                        .isNotEqualTo(kept().identity().orElseThrow().tls().getPublicKey());
                assertThat(login.report().method()).isEqualTo("token");
                assertThat(login.report().connections()).isEqualTo(turn == 1 ? (older ? 3 : 4) : 3);
            }
            assertThat(generation()).isEqualTo(turn);
            assertThat(kept().unfinished()).isEmpty();
        }
        assertThat(cluster(older).counters().joins() - joins).isOne();
        assertThat(job.warnings).isEmpty();
        assertThat(job.filesLeft()).isEmpty();
        Logins.onlyTheOwnerMayRead(state());
    }

    @Test
    void laterLogin_withoutTheSecret_renews() throws Exception {
        FakeJob job = job(false);
        job.login(TIME).close();
        job.options.remove("secret-env");
        job.login(TIME).close();
        assertThat(generation()).isEqualTo(2);

        job.option("secret-env", "GONE_SINCE");
        job.login(TIME).close();
        assertThat(generation()).isEqualTo(3);
    }

    @Test
    void renewInPlace_countsOn() throws Exception {
        FakeJob job = job(false);
        try (Login login = job.login(TIME)) {
            login.renew();
            login.renew();
            assertThat(generation()).isEqualTo(3);
        }
    }

    @Test
    void newSecret_joinsAnew() throws Exception {
        FakeJob job = job(false);
        job.login(TIME).close();
        job.login(TIME).close();
        FakeJob next = job(false);
        next.login(TIME).close();
        assertThat(generation()).isOne();
    }

    @Test
    void secondSecret_ofOneBotBefore16_isExplained() throws Exception {
        FakeJob job = job(true);
        job.login(TIME).close();
        used--;
        MachineIdException refusal = refused(job(true));
        assertThat(refusal.code()).isEqualTo(ErrorCode.ALREADY_RENEWABLE);
        assertThat(refusal.render()).contains("state-directory").contains("tctl bots rm");
        assertThat(generation()).as("what was kept stays").isOne();
    }

    @Test
    void noIdentityAndNoSecret_isRefused() throws Exception {
        FakeJob job = job(false);
        job.options.remove("secret-env");
        assertThat(refused(job).code()).isEqualTo(ErrorCode.JOIN_SECRET_MISSING);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copiedState_isRefusedAndTheLockExplained(boolean older) throws Exception {
        FakeJob job = job(older);
        job.login(TIME).close();
        Path copy = directory.resolve("copy.json");
        Files.copy(state().resolve(StateDirectory.FILE), copy);
        job.login(TIME).close();
        Files.copy(copy, state().resolve(StateDirectory.FILE), StandardCopyOption.REPLACE_EXISTING);

        MachineIdException refusal = refused(job);
        assertThat(refusal.code()).isEqualTo(ErrorCode.GENERATION_MISMATCH);
        assertThat(refusal.render())
                .contains("stored=2, presented=1")
                .contains("copies of one state directory")
                .contains("tctl rm");
        assertThat(refused(job).code()).isEqualTo(ErrorCode.LOCKED);
    }

    @Test
    void twoAtOnce_theSecondIsRefusedAndNamesTheFirst() throws Exception {
        FakeJob job = job(false);
        job.login(TIME).close();
        try (DirectoryLock held = DirectoryLock.take(PrivateDirectory.create(state(), NONE))) {
            assertThat(held).isNotNull();
            MachineIdException refusal = refused(job);
            assertThat(refusal.code()).isEqualTo(ErrorCode.STATE_IN_USE);
            assertThat(refusal.details())
                    .containsExactly("process: " + ProcessHandle.current().pid());
        }
        job.login(TIME).close();
        assertThat(generation()).isEqualTo(2);
    }

    @Test
    void endedIdentity_saysSoWithoutAskingTheCluster() throws Exception {
        FakeJob job = job(false);
        job.login(TIME).close();
        int requests = NEW.cluster().counters().joins();
        Clock late = Clock.offset(TIME, Duration.ofHours(13));
        MachineIdException refusal = catchThrowableOfType(
                MachineIdException.class, () -> job.login(late).close());
        assertThat(refusal.code()).isEqualTo(ErrorCode.STATE_EXPIRED);
        assertThat(refusal.advice()).contains("tctl tokens add").contains("more often");
        assertThat(NEW.cluster().counters().joins()).isEqualTo(requests);
    }

    @Test
    void state_holdsTheDigestAndNotTheSecret() throws Exception {
        FakeJob job = job(false);
        job.login(TIME).close();
        String text = Files.readString(state().resolve(StateDirectory.FILE));
        String secret = job.variables.getOrDefault("JOIN_SECRET", "none");
        assertThat(text).doesNotContain(secret).contains(KeptState.digest(Secret.of(secret)));
    }

    @Test
    void rehearsal_withAState_needsNoSecretAndCountsNothing() throws Exception {
        FakeJob job = job(false);
        job.login(TIME).close();
        job.options.remove("secret-env");
        dev.machineid.core.MachineId.of(job).rehearse(job.request());
        assertThat(generation()).isOne();
    }
}
