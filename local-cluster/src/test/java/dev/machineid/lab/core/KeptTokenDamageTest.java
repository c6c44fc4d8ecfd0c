package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.state.KeptState;
import dev.machineid.core.state.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stops a kept identity: another place, another time, an interruption, damage. */
class KeptTokenDamageTest extends KeptTokens {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptedRenewal_justNow_usesWhatIsThere(boolean older) throws Exception {
        FakeJob job = job(older);
        job.login(TIME).close();
        change(state -> state.unfinished(Optional.of(TIME.instant())));
        job.login(TIME).close();
        assertThat(generation()).isOne();
        assertThat(job.notices).anyMatch(text -> text.contains("interrupted just now"));
        assertThat(job.warnings).isEmpty();
    }

    @Test
    void interruptedRenewal_thatTheClusterNeverGot_isRepeated() throws Exception {
        FakeJob job = job(true);
        job.login(TIME).close();
        change(state -> state.unfinished(Optional.of(TIME.instant().minusSeconds(60))));
        job.login(TIME).close();
        assertThat(generation()).isEqualTo(2);
        assertThat(kept().unfinished()).isEmpty();
        assertThat(job.warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptedRenewal_thatTheClusterCounted_locksNobody(boolean older) throws Exception {
        FakeJob job = job(older);
        job.login(TIME).close();
        KeptState before = kept();
        job.login(TIME).close();
        change(state -> before.unfinished(Optional.of(TIME.instant().minusSeconds(60))));

        job.login(TIME).close();
        job.login(TIME).close();
        assertThat(job.warnings).hasSize(2).allMatch(text -> text.contains("MID-1124"));
        assertThat(generation()).isOne();

        Clock late = Clock.offset(TIME, Duration.ofHours(13));
        MachineIdException refusal = catchThrowableOfType(
                MachineIdException.class, () -> job.login(late).close());
        assertThat(refusal.code()).isEqualTo(ErrorCode.RENEWAL_LOST);
    }

    @Test
    void stateOfAnotherCluster_isRefused() throws Exception {
        FakeJob job = job(false);
        job.login(TIME).close();
        change(state -> new KeptState(
                state.method(),
                "elsewhere",
                state.origin(),
                state.identity(),
                state.unfinished(),
                state.keyPairs(),
                state.joinState()));
        MachineIdException refusal = refused(job);
        assertThat(refusal.code()).isEqualTo(ErrorCode.STATE_OF_ANOTHER);
        assertThat(refusal.what()).contains("elsewhere").contains("lab-root");
    }

    @Test
    void stateOfAnotherMethod_isRefused() throws Exception {
        FakeJob job = job(false);
        job.login(TIME).close();
        job.option("join-method", "bound_keypair").option("token", "deploy");
        assertThat(refused(job).code()).isEqualTo(ErrorCode.STATE_OF_ANOTHER);
    }

    @Test
    void damagedState_isRefusedAndNotShown() throws Exception {
        FakeJob job = job(false);
        job.login(TIME).close();
        Path file = state().resolve(StateDirectory.FILE);
        String whole = Files.readString(file);
        for (int cut : new int[] {0, 1, 20, whole.length() / 2, whole.length() - 1}) {
            Files.writeString(file, whole.substring(0, cut));
            MachineIdException refusal = refused(job);
            assertThat(refusal.code()).as("cut at " + cut).isEqualTo(ErrorCode.STATE_UNREADABLE);
            assertThat(refusal.render()).doesNotContain("PRIVATE KEY");
        }
        Files.writeString(file, whole);
        job.login(TIME).close();
        assertThat(generation()).isEqualTo(2);
    }

    @Test
    void openStateDirectory_isRefused() throws Exception {
        FakeJob job = job(false);
        job.login(TIME).close();
        Files.setPosixFilePermissions(state(), java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(refused(job).code()).isEqualTo(ErrorCode.DIRECTORY_UNSAFE);
    }

    @Test
    void stateInTheWorkspace_isRefused() throws Exception {
        FakeJob job = job(false);
        job.option("state-directory", job.workspace.resolve("state").toString());
        assertThat(refused(job).code()).isEqualTo(ErrorCode.DIRECTORY_IN_WORKSPACE);
    }
}
