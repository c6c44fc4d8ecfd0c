package dev.machineid.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TestAuthority;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.session.DirectoryLock;
import dev.machineid.core.session.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirectoryTest {
    private static final Workspace NONE = new Workspace(List.of(), false);
    private static final TestAuthority AUTHORITY = new TestAuthority("root");

    @TempDir
    Path temporary;

    private Path path() throws IOException {
        return temporary.toRealPath().resolve("state");
    }

    private StateDirectory open() throws IOException {
        return StateDirectory.open(path(), NONE);
    }

    private static KeptIdentity identity() {
        JobKey key = JobKey.p256();
        return new KeptIdentity(
                key,
                AUTHORITY.tls(key, new X500Name("CN=bot-ci"), TestAuthority.END),
                List.of(AUTHORITY.tlsAuthority()));
    }

    private static KeptState full() {
        return KeptState.empty("bound_keypair")
                .with("root", KeptState.digest("deploy"), identity())
                .bound(List.of(JobKey.p256(), JobKey.rsa2048()), Optional.of(Secret.of("a.b.c")))
                .unfinished(Optional.of(Instant.parse("2026-11-22T10:00:00.123456Z")));
    }

    private InvalidRequestException refused() throws IOException {
        try (StateDirectory state = open()) {
            return catchThrowableOfType(InvalidRequestException.class, state::read);
        }
    }

    @Test
    void read_nothingWritten_isEmpty() throws Exception {
        try (StateDirectory state = open()) {
            assertThat(state.read()).isEmpty();
        }
        assertThat(StateDirectory.holdsState(path())).isFalse();
    }

    @Test
    void read_everythingWritten_isTheSame() throws Exception {
        KeptState written = full();
        try (StateDirectory state = open()) {
            state.write(written);
        }
        try (StateDirectory state = open()) {
            KeptState read = state.read().orElseThrow();
            assertThat(read.method()).isEqualTo("bound_keypair");
            assertThat(read.cluster()).isEqualTo("root");
            assertThat(read.origin()).isEqualTo(written.origin());
            assertThat(read.unfinished()).isEqualTo(written.unfinished());
            assertThat(read.joinState()).isEqualTo(written.joinState());
            assertThat(read.keyPairs())
                    .extracting(JobKey::sshPublicLine)
                    .isEqualTo(written.keyPairs().stream()
                            .map(JobKey::sshPublicLine)
                            .toList());
            KeptIdentity one = read.identity().orElseThrow();
            KeptIdentity other = written.identity().orElseThrow();
            assertThat(one.tls()).isEqualTo(other.tls());
            assertThat(one.hostAuthorities()).isEqualTo(other.hostAuthorities());
            assertThat(one.key().keyPair().getPrivate())
                    .isEqualTo(other.key().keyPair().getPrivate());
        }
        assertThat(StateDirectory.holdsState(path())).isTrue();
    }

    @Test
    void write_modes_areTheOwnersAlone() throws Exception {
        try (StateDirectory state = open()) {
            state.write(full());
            assertThat(mode(path())).isEqualTo("rwx------");
            for (String name : List.of(StateDirectory.FILE, DirectoryLock.FILE)) {
                assertThat(mode(path().resolve(name))).as(name).isEqualTo("rw-------");
            }
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void open_twice_isRefusedUntilTheFirstEnds() throws Exception {
        StateDirectory first = open();
        InvalidRequestException refusal = catchThrowableOfType(InvalidRequestException.class, this::open);
        assertThat(refusal.code()).isEqualTo(ErrorCode.STATE_IN_USE);
        assertThat(refusal.details())
                .containsExactly("process: " + ProcessHandle.current().pid());
        first.close();
        first.close();
        open().close();
    }

    @Test
    void open_linkInPlaceOfTheLock_isRefused() throws Exception {
        open().close();
        Path lock = path().resolve(DirectoryLock.FILE);
        Files.delete(lock);
        Path target = temporary.resolve("target");
        Files.createSymbolicLink(lock, target);
        assertThatThrownBy(this::open).isInstanceOf(InvalidRequestException.class);
        assertThat(target).doesNotExist();
    }

    @Test
    void open_whatAKilledWriterLeft_isRemoved() throws Exception {
        open().close();
        Path fragment = path().resolve(".new-0000");
        Files.writeString(fragment, "half");
        open().close();
        assertThat(fragment).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"format\":2}",
                "{\"format\":1,\"method\":\"token\"}",
                "{\"format\":1,\"method\":\"token\",\"cluster\":\"\",\"origin\":\"\",\"keypairs\":9}",
                "{\"format\":1,\"method\":\"token\",\"cluster\":\"\",\"origin\":\"\",\"keypairs\":-1}",
                "{\"format\":1,\"method\":\"token\",\"cluster\":\"\",\"origin\":\"\",\"keypairs\":\"x\"}",
                "{\"format\":1,\"method\":\"token\",\"cluster\":\"\",\"origin\":\"\",\"keypairs\":1}",
                "{\"format\":1,\"method\":\"token\",\"cluster\":\"\",\"origin\":\"\",\"keypairs\":0,\"unfinished\":\"x\"}",
                "{\"format\":1,\"method\":\"token\",\"cluster\":{},\"origin\":\"\",\"keypairs\":0}",
                "{\"format\":1,\"method\":\"token\",\"cluster\":\"\",\"origin\":\"\",\"keypairs\":1,"
                        + "\"keypair_0_private\":\"CANARY\",\"keypair_0_public\":\"AAAA\"}",
                "{\"format\":1,\"method\":\"token\",\"cluster\":\"\",\"origin\":\"\",\"keypairs\":0,"
                        + "\"private\":\"CANARY\",\"public\":\"!\",\"certificate\":\"CANARY\",\"authorities\":\"\"}"
            })
    void read_damaged_isRefusedWithoutTheContent(String content) throws Exception {
        open().close();
        Files.writeString(path().resolve(StateDirectory.FILE), content);
        InvalidRequestException refusal = refused();
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.STATE_UNREADABLE);
        assertThat(refusal.render()).doesNotContain("CANARY");
    }

    @Test
    void read_certificateOfAnotherKey_isRefused() throws Exception {
        try (StateDirectory state = open()) {
            state.write(KeptState.empty("token").with("root", "", identity()));
        }
        Path file = path().resolve(StateDirectory.FILE);
        String mine = Files.readString(file);
        try (StateDirectory state = open()) {
            state.write(KeptState.empty("token").with("root", "", identity()));
        }
        String other = Files.readString(file);
        String certificate = mine.replaceFirst("(?s).*\"certificate\":\"([^\"]*)\".*", "$1");
        Files.writeString(
                file,
                other.replaceFirst(
                        "\"certificate\":\"[^\"]*\"",
                        java.util.regex.Matcher.quoteReplacement("\"certificate\":\"" + certificate + "\"")));
        assertThat(refused().code()).isEqualTo(ErrorCode.STATE_UNREADABLE);
    }

    @Test
    void read_hugeFile_isRefused() throws Exception {
        open().close();
        Files.write(path().resolve(StateDirectory.FILE), new byte[1024 * 1024 + 1]);
        assertThat(refused().render()).contains("1 MiB");
    }

    @Test
    void read_linkInPlaceOfTheState_isRefused() throws Exception {
        open().close();
        Path target = temporary.resolve("elsewhere.json");
        Files.writeString(target, "{}");
        Files.createSymbolicLink(path().resolve(StateDirectory.FILE), target);
        assertThat(refused().code()).isEqualTo(ErrorCode.STATE_UNREADABLE);
        try (StateDirectory state = open()) {
            assertThatThrownBy(() -> state.write(full())).isInstanceOf(InvalidRequestException.class);
        }
        assertThat(target).hasContent("{}");
    }

    @Test
    void identity_end_isItsCertificates() {
        KeptIdentity identity = identity();
        assertThat(identity.hasEnded(TestAuthority.END.minusSeconds(1))).isFalse();
        assertThat(identity.hasEnded(TestAuthority.END)).isTrue();
    }

    @Test
    void identity_withoutAuthority_isRefused() {
        KeptIdentity identity = identity();
        assertThatThrownBy(() -> new KeptIdentity(identity.key(), identity.tls(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void digest_differs_whereTheSecretsDo() {
        assertThat(KeptState.digest("a"))
                .isEqualTo("sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb")
                .isEqualTo(KeptState.digest(Secret.of("a")))
                .isNotEqualTo(KeptState.digest("b"));
    }
}
