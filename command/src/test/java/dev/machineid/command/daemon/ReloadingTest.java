package dev.machineid.command.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReloadingTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private Optional<String> run(Duration timeout, String... command) {
        Reload reload = new Reload(List.of(command), Optional.empty(), "HUP", timeout);
        return new Reloading(reload, directory, Map.of("PATH", "/usr/bin:/bin")).run();
    }

    private Optional<String> signal(String signal, String content) throws Exception {
        Path file = Files.writeString(directory.resolve("pid"), content);
        Reload reload = new Reload(List.of(), Optional.of(file), signal, LONG);
        return new Reloading(reload, directory, Map.of("PATH", "/usr/bin:/bin")).run();
    }

    @Test
    void command_learnsTheDirectory_andNothingOfTheDaemonsInput() throws Exception {
        assertThat(run(LONG, "/bin/sh", "-c", "cat; echo \"$MACHINE_ID_DIR\" >\"$MACHINE_ID_DIR/told\""))
                .isEmpty();

        assertThat(directory.resolve("told")).hasContent(directory + "\n");
    }

    @Test
    void command_thatHangs_isEndedWithItsChildren() throws Exception {
        Path child = directory.resolve("child");
        Optional<String> failure =
                run(Duration.ofSeconds(2), "/bin/sh", "-c", "sleep 600 & echo $! >" + child + "; wait; wait");

        assertThat(failure).hasValueSatisfying(why -> assertThat(why).contains("did not end within 2s"));
        long pid = Long.parseLong(Files.readString(child).strip());
        Optional<ProcessHandle> left = ProcessHandle.of(pid);
        if (left.isPresent()) {
            left.get().onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void command_thatSaysMuch_isReadToItsEndAndCut() {
        Optional<String> failure = run(LONG, "/bin/sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; exit 1");

        assertThat(failure)
                .hasValueSatisfying(
                        why -> assertThat(why).contains("ended with 1").hasSizeLessThan(500));
    }

    @Test
    void command_thatIsNotThere_isTold() {
        assertThat(run(LONG, "/no/such/program"))
                .hasValueSatisfying(why -> assertThat(why).contains("could not be started"));
    }

    @Test
    void signal_reachesTheProcessOfThePidFile() throws Exception {
        Path caught = directory.resolve("caught");
        Path ready = directory.resolve("ready");
        Process process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "trap 'echo yes >" + caught + "; exit 0' USR1; echo >" + ready
                                + "; while :; do sleep 0.05; done")
                .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Files.exists(ready)) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.onSpinWait();
            }
            assertThat(signal("USR1", process.pid() + "\n")).isEmpty();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(caught).hasContent("yes\n");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void pidFile_thatHoldsNoProcess_endsNobody() throws Exception {
        for (String content : List.of("", "-1", "0", "1", "12 13", "$(reboot)", "99999999999999")) {
            assertThat(signal("HUP", content))
                    .as(content)
                    .hasValueSatisfying(why -> assertThat(why).contains("holds no process"));
        }
        assertThat(signal("HUP", "4194305"))
                .hasValueSatisfying(why -> assertThat(why).contains("ended with"));
        Files.delete(directory.resolve("pid"));
        Reload reload = new Reload(List.of(), Optional.of(directory.resolve("pid")), "HUP", LONG);
        assertThat(new Reloading(reload, directory, Map.of()).run())
                .hasValueSatisfying(why -> assertThat(why).contains("cannot be read"));
    }
}
