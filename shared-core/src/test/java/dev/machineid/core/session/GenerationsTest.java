package dev.machineid.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationsTest {
    private static final int ROUNDS = 2_000;

    private final MovingClock clock = new MovingClock();
    private final Path base;
    private final PrivateDirectory directory;
    private final Generations generations;

    GenerationsTest(@TempDir Path base) {
        this.base = base;
        this.directory = PrivateDirectory.create(base.resolve("a"), PrivateDirectoryTest.NONE);
        this.generations = new Generations(directory, clock, Duration.ofMinutes(10));
    }

    @Test
    void current_beforeTheFirst_isEmpty() {
        generations.begin().write("key", bytes("1"));

        assertThat(generations.current()).isEmpty();
    }

    @Test
    void publish_first_isCurrent() {
        Path published = publish("1");

        assertThat(generations.current()).hasValue(published);
        assertThat(Generations.current(directory.path())).hasValue(published);
        assertThat(directory.path().resolve("current/key")).hasContent("1");
        assertThat(Files.isSymbolicLink(directory.path().resolve("current"))).isTrue();
    }

    @Test
    void publish_next_keepsTheOldOneForItsGraceTime() {
        Path first = publish("1");
        Path second = publish("2");
        clock.now = clock.now.plus(Duration.ofMinutes(9));
        Path third = publish("3");

        assertThat(first.resolve("key")).hasContent("1");
        assertThat(second.resolve("key")).hasContent("2");
        clock.now = clock.now.plus(Duration.ofMinutes(2));
        Path fourth = publish("4");

        assertThat(first).doesNotExist(); // old for 11 minutes
        assertThat(second.resolve("key")).hasContent("2"); // old for 2 minutes
        assertThat(third).exists();
        assertThat(generations.current()).hasValue(fourth);
    }

    @Test
    void begin_abandonedGeneration_isNeverReused() {
        PrivateDirectory abandoned = generations.begin();
        abandoned.write("key", bytes("half"));

        assertThat(generations.begin().path()).isNotEqualTo(abandoned.path());
    }

    @Test
    void publish_foreignDirectory_isRefused() {
        assertThatThrownBy(() -> generations.publish(directory)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void current_fileInsteadOfLink_isRead() {
        Path published = publish("1");
        directory.write("plain", bytes("x"));
        assertThat(directory.path().resolve("current").toFile().delete()).isTrue();
        directory.write("current", bytes("generations/1\n"));

        assertThat(generations.current()).hasValue(published);
    }

    @Test
    void current_leadingElsewhere_isNotFollowed() throws Exception {
        Files.createDirectory(base.resolve("elsewhere"));
        for (String target :
                new String[] {"../elsewhere", base.resolve("elsewhere").toString(), "generations/../..", "."}) {
            Path link = directory.path().resolve("current");
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));

            assertThat(generations.current()).as(target).isEmpty();
        }
    }

    @Test
    void current_readInALoop_isNeverTornNorMixed() {
        publish("0");
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> {
            int reads = 0;
            while (!done.get()) {
                Path seen = generations.current().orElseThrow();
                String key = read(seen.resolve("key"));
                assertThat(read(seen.resolve("cert"))).isEqualTo(key);
                assertThat(read(directory.path().resolve("combined"))).hasSize(5_000);
                reads++;
                // Time passes between readings only, so that no grace time ends in the middle of one.
                clock.now = clock.now.plus(Duration.ofMinutes(1));
            }
            return reads;
        });
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                publish(Integer.toString(round));
            }
        } finally {
            done.set(true);
        }

        assertThat(reader.join()).isPositive();
        assertThat(generations.current().map(path -> read(path.resolve("key")))).hasValue("2000");
    }

    private Path publish(String content) {
        PrivateDirectory generation = generations.begin();
        generation.write("key", bytes(content));
        generation.write("cert", bytes(content));
        directory.write("combined", bytes("x".repeat(5_000)));
        generations.publish(generation);
        return generation.path();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static final class MovingClock extends Clock {
        volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
