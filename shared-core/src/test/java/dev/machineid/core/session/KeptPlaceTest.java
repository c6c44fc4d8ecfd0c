package dev.machineid.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptPlaceTest {
    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");

    private final Path directory;
    private final String group;

    KeptPlaceTest(@TempDir Path temporary) throws Exception {
        directory = temporary.toRealPath().resolve("kept");
        group = Files.readAttributes(temporary, PosixFileAttributes.class)
                .group()
                .getName();
    }

    @BeforeEach
    void passable() throws Exception {
        Files.setPosixFilePermissions(directory.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private KeptPlace open(String... readers) {
        return KeptPlace.forReaders(directory, new Readers(List.of(readers)), NOW);
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static ErrorCode code(Throwable failure) {
        return ((InvalidRequestException) failure).code();
    }

    @Test
    void place_withoutReaders_isPrivate() throws Exception {
        try (KeptPlace place = open()) {
            assertThat(mode(place.directory().path())).isEqualTo("rwx------");
            assertThat(Registry.read(directory)).isPresent();
        }
    }

    @Test
    void place_forAGroup_letsItReadAndNeverWrite() throws Exception {
        Readers readers = new Readers(List.of("group:" + group));
        try (KeptPlace place = open("group:" + group)) {
            Generations generations = new Generations(place.directory(), Clock.systemUTC(), Duration.ofMinutes(10));
            PrivateDirectory generation = generations.begin();
            generation.write("key", "k".getBytes(StandardCharsets.US_ASCII));
            generation.write("deep/cert", "c".getBytes(StandardCharsets.US_ASCII));
            assertThat(mode(generation.path().resolve("key"))).isEqualTo("rw-------");

            readers.open(generation.path());
            generations.publish(generation);
        }
        Path current = directory.resolve("current");
        for (Path folder : List.of(directory, directory.resolve("generations"), current, current.resolve("deep"))) {
            assertThat(mode(folder)).as(folder.toString()).isEqualTo("rwxr-x---");
        }
        assertThat(mode(current.resolve("key"))).isEqualTo("rw-r-----");
        assertThat(mode(current.resolve("deep/cert"))).isEqualTo("rw-r-----");
        assertThat(mode(directory.resolve(Registry.FILE))).isEqualTo("rw-------");
        assertThat(Files.readAttributes(current.resolve("key"), PosixFileAttributes.class)
                        .group()
                        .getName())
                .isEqualTo(group);
    }

    @Test
    void place_thatLosesItsReaders_isClosedToThem() throws Exception {
        open("group:" + group).close();

        open().close();

        assertThat(mode(directory)).isEqualTo("rwx------");
        assertThat(mode(directory.resolve("generations"))).isEqualTo("rwx------");
    }

    @Test
    void place_ofAGroupThatDoesNotExist_isRefused_andFreeAgain() {
        assertThatThrownBy(() -> open("group:no-such-group-here"))
                .satisfies(failure -> assertThat(code(failure)).isEqualTo(ErrorCode.READERS_NOT_SET));

        open().close();
    }

    @Test
    void readers_ofAnotherForm_areRefused() {
        for (String wrong :
                List.of("jenkins", "group:", "other:x", "user:a,user:b", "user:-x", "user:a:rwx", "group:a b")) {
            assertThatThrownBy(() -> new Readers(List.of(wrong)))
                    .as(wrong)
                    .satisfies(failure -> assertThat(code(failure)).isEqualTo(ErrorCode.INVALID_VALUE));
        }
    }

    @Test
    void secondDaemon_isRefusedAtOnce_untilTheFirstHasEnded() {
        KeptPlace first = open();

        assertThatThrownBy(this::open)
                .hasMessageContaining("another daemon keeps")
                .satisfies(failure -> assertThat(code(failure)).isEqualTo(ErrorCode.DAEMON_THERE_ALREADY));
        first.close();
        open().close();
    }

    @Test
    void state_isTakenOnce_andLoginsMayStillUseIt() throws Exception {
        try (KeptPlace first = KeptPlace.forState(directory)) {
            assertThatThrownBy(() -> KeptPlace.forState(directory))
                    .satisfies(failure -> assertThat(code(failure)).isEqualTo(ErrorCode.DAEMON_THERE_ALREADY));
            DirectoryLock.take(first.directory()).close();
        }
    }

    @Test
    void directory_withSomebodysFiles_isRefusedAndLeftAsItIs() throws Exception {
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(directory.resolve("theirs"), "x");

        assertThatThrownBy(() -> open("group:" + group))
                .satisfies(failure -> assertThat(code(failure)).isEqualTo(ErrorCode.DIRECTORY_UNSAFE));

        assertThat(mode(directory)).isEqualTo("rwx------");
        assertThat(directory.toFile().list()).containsExactly("theirs");
    }

    @Test
    void directory_thatOthersCanWrite_isRefused() throws Exception {
        Files.createDirectory(directory);
        for (String mode : List.of("rwxrwx---", "rwxr-xr-x", "rwx---r-x")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));

            assertThatThrownBy(this::open)
                    .as(mode)
                    .satisfies(failure -> assertThat(code(failure)).isEqualTo(ErrorCode.DIRECTORY_UNSAFE));
        }
    }

    @Test
    void link_inTheDirectorysPlace_isRefused() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolveSibling("elsewhere"));
        Files.createSymbolicLink(directory, elsewhere);

        assertThatThrownBy(this::open)
                .satisfies(failure -> assertThat(code(failure)).isEqualTo(ErrorCode.LINK_REFUSED));
    }

    @Test
    void daemonKilledBeforeItsFirstMark_leavesADirectoryThatTheNextOneTakes() throws Exception {
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(directory.resolve("daemon"), "1");
        Files.writeString(directory.resolve(".new-half"), "half");
        Files.writeString(directory.resolve(".probe-x"), "");

        open().close();

        assertThat(directory.resolve(".new-half")).doesNotExist();
        assertThat(Registry.read(directory)).isPresent();
    }

    @Test
    void sweep_removesWhatWasNeverPublished_andKeepsTheCurrentOneAndThoseBefore() throws Exception {
        try (KeptPlace place = open()) {
            Generations generations = new Generations(place.directory(), Clock.systemUTC(), Duration.ofMinutes(10));
            generations.publish(generations.begin());
            PrivateDirectory second = generations.begin();
            generations.publish(second);
            PrivateDirectory half = generations.begin();
            half.write("key", "half".getBytes(StandardCharsets.US_ASCII));
            Files.createSymbolicLink(directory.resolve(".link-x"), Path.of("generations/3"));

            generations.sweep();

            assertThat(directory.resolve("generations").toFile().list()).containsExactlyInAnyOrder("1", "2");
            assertThat(generations.current()).hasValue(second.path());
            assertThat(Files.isSymbolicLink(directory.resolve(".link-x"))).isFalse();
        }
    }
}
