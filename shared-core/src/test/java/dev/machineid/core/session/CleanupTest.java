package dev.machineid.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanupTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Marker LOGIN = new Marker(NOW, NOW.plusSeconds(3600), Optional.empty());
    private static final Owner GONE = new Owner(
            Owner.self().pid(), NOW.minusSeconds(999_999), Owner.self().place());

    private final Sweep sweep = new Sweep(Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofHours(1));

    @TempDir
    Path base;

    @Test
    void marker_json_isReadBack() {
        Marker exec = new Marker(NOW, NOW.plusSeconds(60), Optional.of(Owner.self()));

        assertThat(Marker.parse(exec.json())).hasValue(exec);
        assertThat(Marker.parse(LOGIN.json())).hasValue(LOGIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"format\":1}",
                "{\"format\":2,\"created\":\"2026-11-22T10:00:00Z\",\"expires\":\"2026-11-22T10:00:00Z\"}",
                "{\"format\":1,\"created\":\"soon\",\"expires\":\"2026-11-22T10:00:00Z\"}",
                "{\"format\":1,\"created\":\"2026-11-22T10:00:00Z\",\"expires\":\"2026-11-22T10:00:00Z\"",
                "{\"format\":1,\"created\":\"2026-11-22T10:00:00Z\",\"expires\":\"2026-11-22T10:00:00Z\",\"pid\":\"x\"}",
                "{\"format\":1,\"created\":\"2026-11-22T10:00:00Z\",\"expires\":\"2026-11-22T10:00:00Z\",\"pid\":5}",
                "{\"format\":1,\"created\":{\"a\":1},\"expires\":\"2026-11-22T10:00:00Z\"}"
            })
    void marker_brokenJson_isNoMarker(String text) {
        assertThat(Marker.parse(text)).isEmpty();
    }

    @Test
    void name_ofALogin_isShortAndItsOwn() {
        assertThat(Sweep.name("7ea7954f-ca4c-4d51-a4c8-cfc0553df908")).isEqualTo("login-7ea7954fca4c");
    }

    @Test
    void claim_directoryWithOtherFiles_isRefused() {
        PrivateDirectory directory = PrivateDirectory.create(base.resolve("home"), PrivateDirectoryTest.NONE);
        directory.write("thesis.txt", new byte[1]);

        PrivateDirectoryTest.refused(ErrorCode.DIRECTORY_UNSAFE, () -> Registry.claim(directory, LOGIN));
    }

    @Test
    void claim_again_renewsTheMarker() {
        PrivateDirectory directory = claimed("a", LOGIN);
        Marker later = new Marker(NOW, NOW.plusSeconds(7200), Optional.empty());

        Registry.claim(directory, later);

        assertThat(Registry.read(directory.path())).hasValue(later);
    }

    @Test
    void remove_ourDirectory_countsFilesAndIsIdempotent() {
        PrivateDirectory directory = claimed("a", LOGIN);
        directory.write("generations/key", new byte[1]);

        assertThat(Cleaner.remove(directory.path())).isEqualTo(3); // key, cert, marker
        assertThat(directory.path()).doesNotExist();
        assertThat(Cleaner.remove(directory.path())).isZero();
    }

    @Test
    void remove_unmarkedDirectory_isRefusedAndKept() {
        PrivateDirectory directory = PrivateDirectory.create(base.resolve("a"), PrivateDirectoryTest.NONE);
        Path file = directory.write("thesis.txt", new byte[1]);

        PrivateDirectoryTest.refused(ErrorCode.DIRECTORY_UNSAFE, () -> Cleaner.remove(directory.path()));
        assertThat(file).exists();
    }

    @Test
    void remove_markerThatIsALink_isNoMarker() throws Exception {
        PrivateDirectory ours = claimed("ours", LOGIN);
        PrivateDirectory other = PrivateDirectory.create(base.resolve("other"), PrivateDirectoryTest.NONE);
        Files.createSymbolicLink(
                other.path().resolve(Registry.FILE), ours.path().resolve(Registry.FILE));

        PrivateDirectoryTest.refused(ErrorCode.DIRECTORY_UNSAFE, () -> Cleaner.remove(other.path()));
    }

    @Test
    void remove_linksInside_areRemovedWithoutTheirTargets() throws Exception {
        Path outside = Files.createDirectory(base.resolve("outside"));
        Path kept = Files.writeString(outside.resolve("kept"), "x");
        PrivateDirectory directory = claimed("a", LOGIN);
        Files.createSymbolicLink(directory.path().resolve("toDirectory"), outside);
        Files.createSymbolicLink(directory.path().resolve("toFile"), kept);

        assertThat(Cleaner.remove(directory.path())).isEqualTo(4);
        assertThat(kept).hasContent("x");
    }

    @Test
    void remove_throughLink_isRefused() throws Exception {
        PrivateDirectory directory = claimed("a", LOGIN);
        Path link = Files.createSymbolicLink(base.resolve("link"), directory.path());

        PrivateDirectoryTest.refused(ErrorCode.LINK_REFUSED, () -> Cleaner.remove(link));
        assertThat(directory.path()).exists();
    }

    @Test
    void remove_directoryOthersCanWriteTo_isRefused() throws Exception {
        PrivateDirectory directory = claimed("a", LOGIN);
        Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxrwxrwx"));

        PrivateDirectoryTest.refused(ErrorCode.DIRECTORY_UNSAFE, () -> Cleaner.remove(directory.path()));
    }

    @Test
    void sweep_mixedBase_removesOnlyWhatIsAbandoned() throws Exception {
        Instant longAgo = NOW.minus(Duration.ofHours(2));
        Path login = claimed("login", LOGIN).path();
        Path justExpired = claimed("justExpired", new Marker(NOW, NOW.minusSeconds(60), Optional.empty()))
                .path();
        Path expired = claimed("expired", new Marker(longAgo, longAgo, Optional.empty()))
                .path();
        Path running = claimed("running", exec(Owner.self())).path();
        Path killed = claimed("killed", exec(GONE)).path();
        Path unmarked = PrivateDirectory.create(base.resolve("unmarked"), PrivateDirectoryTest.NONE)
                .path();
        Path link = Files.createSymbolicLink(base.resolve("link"), claimedElsewhere(longAgo));

        assertThat(sweep.run(base)).isEqualTo(2);

        assertThat(expired).doesNotExist();
        assertThat(killed).doesNotExist();
        assertThat(login).exists();
        assertThat(justExpired).exists();
        assertThat(running).exists();
        assertThat(unmarked).exists();
        assertThat(link).exists();
    }

    @Test
    void sweep_processOfAnotherContainer_isJudgedByItsCertificatesOnly() {
        Owner elsewhere = new Owner(Long.MAX_VALUE, NOW, "another boot/pid:[1]");
        Path directory = claimed("a", exec(elsewhere)).path();

        assertThat(sweep.run(base)).isZero();
        assertThat(directory).exists();
    }

    @Test
    void sweep_missingBase_doesNothing() {
        assertThat(sweep.run(base.resolve("nothing"))).isZero();
    }

    @Test
    void owner_self_isAliveAndAnUnusedNumberIsNot() {
        assertThat(Owner.self().isGone()).isFalse();
        assertThat(GONE.isGone()).isTrue();
        assertThat(new Owner(Long.MAX_VALUE, NOW, Owner.self().place()).isGone())
                .isTrue();
    }

    private Path claimedElsewhere(Instant expired) throws Exception {
        Path other = Files.createDirectory(base.resolve("plain"));
        PrivateDirectory directory = PrivateDirectory.create(other.resolve("inner"), PrivateDirectoryTest.NONE);
        Registry.claim(directory, new Marker(expired, expired, Optional.empty()));
        return directory.path();
    }

    private static Marker exec(Owner owner) {
        return new Marker(NOW, NOW.plusSeconds(3600), Optional.of(owner));
    }

    private PrivateDirectory claimed(String name, Marker marker) {
        PrivateDirectory directory = PrivateDirectory.create(base.resolve(name), PrivateDirectoryTest.NONE);
        Registry.claim(directory, marker);
        directory.write("cert", new byte[1]);
        return directory;
    }
}
