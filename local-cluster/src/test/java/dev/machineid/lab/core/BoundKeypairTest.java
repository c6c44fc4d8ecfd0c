package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.KeyPairs;
import dev.machineid.core.Login;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.session.Workspace;
import dev.machineid.core.state.KeptState;
import dev.machineid.core.state.StateDirectory;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.join.BoundKeypairToken;
import dev.machineid.lab.join.BoundKeypairToken.Recovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The join method {@code bound_keypair} against a cluster that keeps its rules. */
class BoundKeypairTest {
    private static final Clock NOW = Clock.systemUTC();

    /** When the identity of a login made now has ended. */
    private static final Clock LATER = Clock.offset(NOW, Duration.ofHours(13));

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension();

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(builder -> builder.joinService(false));

    @TempDir
    Path directory;

    private FakeJob job(BoundKeypairToken token) throws IOException {
        LAB.cluster().addToken(token);
        return new FakeJob(LAB.cluster(), directory)
                .option("token", token.name())
                .option("join-method", "bound_keypair")
                .option("state-directory", state().toString());
    }

    private Path state() {
        return directory.resolve("state");
    }

    private KeptState kept() {
        try (StateDirectory open = StateDirectory.open(state(), new Workspace(List.of(), false))) {
            return open.read().orElseThrow();
        }
    }

    private String create() throws IOException {
        return KeyPairs.create(new FakeJob(LAB.cluster(), directory), state(), false);
    }

    private static String name() {
        return "keypair-" + UUID.randomUUID();
    }

    private static void works(FakeJob job, Clock clock) {
        try (Login login = job.login(clock)) {
            TeleportIdentity issued = TeleportIdentity.of(Logins.identity(login).tls());
            assertThat(issued.roles()).containsExactly("ci");
            assertThat(login.report().method()).isEqualTo("bound_keypair");
        }
        assertThat(job.filesLeft()).isEmpty();
    }

    private static MachineIdException refused(FakeJob job, Clock clock, ErrorCode code) {
        MachineIdException refusal = catchThrowableOfType(
                MachineIdException.class, () -> job.login(clock).close());
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(refusal.code()).as(refusal.render()).isEqualTo(code);
        assertThat(refusal.advice()).isNotBlank();
        return refusal;
    }

    @Test
    void registeredKey_joinsOnceAndRejoinsWithoutARecovery() throws Exception {
        BoundKeypairToken token = BoundKeypairToken.of(name(), create());
        FakeJob job = job(token);
        for (int turn = 0; turn < 3; turn++) {
            works(job, NOW);
        }
        assertThat(token.recoveries()).isOne();
        assertThat(token.boundInstance())
                .isEqualTo(kept().identity().orElseThrow().says().botInstanceId());
        assertThat(kept().keyPairs()).hasSize(1);
        assertThat(job.waits).isEmpty();
        Logins.onlyTheOwnerMayRead(state());
    }

    @Test
    void registrationSecret_registersAKeyOfOurs() throws Exception {
        Secret secret = Secret.of(UUID.randomUUID().toString());
        BoundKeypairToken token = BoundKeypairToken.registering(name(), secret);
        FakeJob job = job(token).option("secret-env", "REGISTRATION").variable("REGISTRATION", secret.reveal());
        works(job, NOW);
        assertThat(kept().keyPairs().get(0).sshPublicLine()).isEqualTo(token.boundKey());
        assertThat(Files.readString(state().resolve(StateDirectory.FILE))).doesNotContain(secret.reveal());

        works(job, NOW);
        job.options.remove("secret-env");
        works(job, NOW);
        assertThat(token.recoveries()).isOne();
    }

    @Test
    void wrongRegistrationSecret_isExplainedAndNotShown() throws Exception {
        FakeJob job = job(BoundKeypairToken.registering(name(), Secret.of("right")))
                .option("secret-env", "REGISTRATION")
                .variable("REGISTRATION", "wrong-secret-value");
        MachineIdException refusal = refused(job, NOW, ErrorCode.KEYPAIR_REFUSED);
        assertThat(refusal.render()).contains("must_register_before").doesNotContain("wrong-secret-value");
    }

    @Test
    void registrationAfterItsEnd_isExplained() throws Exception {
        FakeJob job = job(BoundKeypairToken.registering(name(), Secret.of("right"))
                        .mustRegisterBefore(Instant.now().minusSeconds(1)))
                .option("secret-env", "REGISTRATION")
                .variable("REGISTRATION", "right");
        refused(job, NOW, ErrorCode.KEYPAIR_REFUSED);
    }

    @Test
    void neitherKeyNorSecret_isRefusedBeforeAJoin() throws Exception {
        FakeJob job = job(BoundKeypairToken.registering(name(), Secret.of("right")));
        int joins = LAB.cluster().counters().joins();
        assertThat(refused(job, NOW, ErrorCode.KEYPAIR_MISSING).advice()).contains("machine-id keypair create");
        assertThat(LAB.cluster().counters().joins()).isEqualTo(joins);
    }

    @Test
    void rotation_whenTheClusterAsks_bindsANewKey() throws Exception {
        String first = create();
        BoundKeypairToken token = BoundKeypairToken.of(name(), first);
        FakeJob job = job(token);
        works(job, NOW);
        token.rotateAfter(Instant.now().minusSeconds(1));
        works(job, NOW);
        assertThat(token.boundKey()).isNotEqualTo(first);
        assertThat(kept().keyPairs().get(0).sshPublicLine()).isEqualTo(token.boundKey());
        assertThat(kept().keyPairs()).as("the old key is forgotten").hasSize(1);
        String second = token.boundKey();
        works(job, NOW);
        assertThat(token.boundKey()).as("once is enough").isEqualTo(second);
        assertThat(token.recoveries()).isOne();
    }

    @Test
    void rotation_atTheFirstJoin_works() throws Exception {
        String first = create();
        BoundKeypairToken token =
                BoundKeypairToken.of(name(), first).rotateAfter(Instant.now().minusSeconds(1));
        works(job(token), NOW);
        assertThat(token.boundKey()).isNotEqualTo(first);
    }

    @Test
    void rotationWhoseAnswerWasLost_isStillAnswered() throws Exception {
        String first = create();
        BoundKeypairToken token = BoundKeypairToken.of(name(), first);
        FakeJob job = job(token);
        works(job, NOW);
        KeptState before = kept();
        token.rotateAfter(Instant.now().minusSeconds(1));
        works(job, NOW);
        KeptState after = kept();
        // As if killed between the cluster's last step and ours: both keys are there, the identity is the older.
        try (StateDirectory open = StateDirectory.open(state(), new Workspace(List.of(), false))) {
            open.write(before.bound(
                    List.of(after.keyPairs().get(0), before.keyPairs().get(0)), before.joinState()));
        }
        works(job, NOW);
        assertThat(kept().keyPairs()).hasSize(1);
    }

    @Test
    void endedIdentity_recoversAsOftenAsTheLimitSays() throws Exception {
        BoundKeypairToken token = BoundKeypairToken.of(name(), create()).recovery(Recovery.STANDARD, 2);
        FakeJob job = job(token);
        works(job, NOW);
        works(job, LATER);
        assertThat(token.recoveries()).isEqualTo(2);
        MachineIdException refusal = refused(job, Clock.offset(NOW, Duration.ofHours(26)), ErrorCode.NO_RECOVERY_LEFT);
        assertThat(refusal.advice()).contains("recovery.limit").contains("relaxed");
        works(job, NOW);
        assertThat(token.recoveries()).as("a living identity needs none").isEqualTo(2);
    }

    @Test
    void relaxed_recoversBeyondTheLimit() throws Exception {
        BoundKeypairToken token = BoundKeypairToken.of(name(), create()).recovery(Recovery.RELAXED, 1);
        FakeJob job = job(token);
        works(job, NOW);
        works(job, LATER);
        works(job, Clock.offset(NOW, Duration.ofHours(26)));
        assertThat(token.recoveries()).isEqualTo(3);
    }

    @Test
    void restoredState_isRefusedAndTheLockExplained() throws Exception {
        BoundKeypairToken token = BoundKeypairToken.of(name(), create()).recovery(Recovery.STANDARD, 9);
        FakeJob job = job(token);
        works(job, NOW);
        Path backup = directory.resolve("backup.json");
        Files.copy(state().resolve(StateDirectory.FILE), backup);
        works(job, LATER);
        Files.copy(backup, state().resolve(StateDirectory.FILE), StandardCopyOption.REPLACE_EXISTING);

        MachineIdException refusal = refused(job, NOW, ErrorCode.JOIN_STATE_REFUSED);
        assertThat(refusal.advice()).contains("backup").contains("tctl rm lock");
        assertThat(refused(job, NOW, ErrorCode.LOCKED).render()).contains("join state");
        LAB.cluster().unlockToken(token.name());
    }

    @Test
    void keyAlone_isEnoughWhereTheTokenSaysInsecure() throws Exception {
        BoundKeypairToken token = BoundKeypairToken.of(name(), create()).recovery(Recovery.INSECURE, 1);
        FakeJob job = job(token);
        Path fresh = directory.resolve("fresh.json");
        Files.copy(state().resolve(StateDirectory.FILE), fresh);
        works(job, NOW);
        Files.copy(fresh, state().resolve(StateDirectory.FILE), StandardCopyOption.REPLACE_EXISTING);
        works(job, NOW);
        assertThat(token.recoveries()).isEqualTo(2);
    }

    @Test
    void keyAlone_isRefusedOtherwise() throws Exception {
        BoundKeypairToken token = BoundKeypairToken.of(name(), create()).recovery(Recovery.STANDARD, 9);
        FakeJob job = job(token);
        Path fresh = directory.resolve("fresh.json");
        Files.copy(state().resolve(StateDirectory.FILE), fresh);
        works(job, NOW);
        Files.copy(fresh, state().resolve(StateDirectory.FILE), StandardCopyOption.REPLACE_EXISTING);
        refused(job, NOW, ErrorCode.JOIN_STATE_REFUSED);
    }

    @Test
    void anotherKeyPair_isRefusedByUsAndBothAreNamed() throws Exception {
        String other = dev.machineid.core.identity.JobKey.p256().sshPublicLine();
        String ours = create();
        MachineIdException refusal = refused(job(BoundKeypairToken.of(name(), other)), NOW, ErrorCode.KEYPAIR_REFUSED);
        assertThat(refusal.details()).contains("bound: " + other, "here: " + ours);
    }

    @Test
    void anotherJoinToken_isRefusedBeforeAJoin() throws Exception {
        FakeJob job = job(BoundKeypairToken.of(name(), create()));
        works(job, NOW);
        job.option("token", "another");
        assertThat(refused(job, NOW, ErrorCode.STATE_OF_ANOTHER).what()).contains("another");
    }

    @Test
    void olderCluster_isRefusedWithTheVersionItNeeds() throws Exception {
        create();
        FakeJob job = new FakeJob(OLD.cluster(), directory)
                .option("token", "deploy")
                .option("join-method", "bound_keypair")
                .option("state-directory", state().toString());
        assertThat(refused(job, NOW, ErrorCode.METHOD_NOT_SUPPORTED).advice()).contains("Teleport 18");
    }

    @Test
    void create_twice_keepsTheFirstAndShowsIt() throws Exception {
        String first = create();
        MachineIdException refusal = catchThrowableOfType(MachineIdException.class, this::create);
        assertThat(refusal.code()).isEqualTo(ErrorCode.KEYPAIR_EXISTS);
        assertThat(refusal.details()).containsExactly("public key: " + first);
        assertThat(kept().keyPairs().get(0).sshPublicLine()).isEqualTo(first);
    }

    @Test
    void lockedJoinToken_isExplained() throws Exception {
        BoundKeypairToken token = BoundKeypairToken.of(name(), create());
        FakeJob job = job(token);
        works(job, NOW);
        LAB.cluster().lockToken(token.name(), "stop");
        assertThat(refused(job, NOW, ErrorCode.LOCKED).render()).contains("stop");
        assertThat(Optional.of(kept().unfinished())).hasValue(Optional.empty());
    }
}
