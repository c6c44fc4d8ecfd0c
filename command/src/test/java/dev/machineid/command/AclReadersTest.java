package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.session.Generations;
import dev.machineid.core.session.KeptPlace;
import dev.machineid.core.session.PrivateDirectory;
import dev.machineid.core.session.Readers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that modes cannot name, by the system's own {@code setfacl}; command/test/prepare installs it. */
class AclReadersTest {
    @TempDir
    Path directory;

    private static String list(Path path) throws Exception {
        Process getfacl = new ProcessBuilder("getfacl", "--absolute-names", "--omit-header", path.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(getfacl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(getfacl.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private Path filled(Readers readers) throws Exception {
        try (KeptPlace place = KeptPlace.forReaders(
                directory.toRealPath().resolve("kept"), readers, Instant.parse("2026-11-23T03:00:00Z"))) {
            Generations generations = new Generations(place.directory(), Clock.systemUTC(), Duration.ofMinutes(10));
            PrivateDirectory generation = generations.begin();
            generation.write("key", "k".getBytes(StandardCharsets.US_ASCII));
            readers.open(generation.path());
            generations.publish(generation);
            return place.directory().path();
        }
    }

    @Test
    void readers_thatAreUsersAndGroups_mayReadAndNeverWrite() throws Exception {
        Path kept = filled(new Readers(List.of("user:nobody", "group:daemon")));

        for (Path folder : List.of(kept, kept.resolve("generations"), kept.resolve("current/"))) {
            assertThat(list(folder))
                    .contains("user:nobody:r-x", "group:daemon:r-x", "group::---", "other::---")
                    .doesNotContainPattern("(user:nobody|group:daemon|group:|other:):.w");
        }
        assertThat(list(kept.resolve("current/key")))
                .contains("user:nobody:r--", "group:daemon:r--", "group::---", "mask::r--", "other::---");
    }

    @Test
    void readers_thatAreTakenAway_areGone() throws Exception {
        filled(new Readers(List.of("user:nobody", "group:daemon")));
        Path kept = filled(Readers.NOBODY);

        assertThat(list(kept)).doesNotContain("nobody").contains("group::---", "other::---");
        assertThat(list(kept.resolve("current/key"))).doesNotContain("nobody").contains("group::---");
    }

    @Test
    void readers_thatAreNobodyHere_areRefused() {
        assertThatThrownBy(() -> filled(new Readers(List.of("user:no-such-user-here"))))
                .isInstanceOfSatisfying(InvalidRequestException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.READERS_NOT_SET);
                    assertThat(failure.render()).contains("setfacl");
                });
    }
}
