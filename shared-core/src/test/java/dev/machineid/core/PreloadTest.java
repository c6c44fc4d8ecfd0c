package dev.machineid.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PreloadTest {
    @Test
    void load_twice_failsNever() {
        assertThatCode(() -> {
                    Preload.load();
                    Preload.load();
                })
                .doesNotThrowAnyException();
    }

    @Test
    void begin_itsThread_keepsNoProcessAlive() {
        Set<Thread> before = preloading();

        Preload.begin();

        assertThat(preloading()).filteredOn(thread -> !before.contains(thread)).allMatch(Thread::isDaemon);
    }

    private static Set<Thread> preloading() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("preload"))
                .collect(Collectors.toSet());
    }
}
