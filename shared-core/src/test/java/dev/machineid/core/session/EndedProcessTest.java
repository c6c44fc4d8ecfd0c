package dev.machineid.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Processes whose parent never asks how they ended, as in a container whose first process is a shell. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class EndedProcessTest {
    private Process parent;
    private long pid;
    private Owner owner;

    @BeforeEach
    void start() throws Exception {
        // What the shell becomes knows nothing of the child.
        parent = new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; exec sleep 1000").start();
        BufferedReader out = parent.inputReader();
        pid = Long.parseLong(out.readLine());
        Instant started =
                ProcessHandle.of(pid).orElseThrow().info().startInstant().orElseThrow();
        owner = new Owner(pid, started, Owner.self().place());
    }

    @AfterEach
    void stop() {
        parent.descendants().forEach(ProcessHandle::destroyForcibly);
        parent.destroyForcibly();
    }

    @Test
    void end_ofAProcessThatStaysInTheTable_isSeenAtOnce() {
        assertThat(owner.isGone()).isFalse();
        assertThat(owner.end(Duration.ofSeconds(30))).isTrue();
        assertThat(ProcessHandle.of(pid)).as("it is in the table").isPresent();
        assertThat(owner.isGone()).isTrue();
        assertThat(owner.end(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void end_ofAProcessThatDoesNotListen_isForced() throws Exception {
        Process deaf = new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done").start();
        try {
            deaf.inputReader().readLine();
            Owner other = new Owner(
                    deaf.pid(),
                    deaf.info().startInstant().orElseThrow(),
                    Owner.self().place());

            assertThat(other.end(Duration.ofMillis(300))).isTrue();
            assertThat(other.isGone()).isTrue();
        } finally {
            deaf.destroyForcibly();
        }
    }
}
