package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private final List<List<String>> seen = new ArrayList<>();

    private int run(int code, String... words) {
        return Rehearsal.run(List.of(words), line -> {
            seen.add(line);
            return code;
        });
    }

    @Test
    void commandLines_areRunInOrder() {
        assertThat(run(0, "---", "login", "--ssh", "---", "exec", "--", "true", "---"))
                .isZero();
        assertThat(seen).containsExactly(List.of("login", "--ssh"), List.of("exec", "--", "true"), List.of());
    }

    @Test
    void failure_endsTheRehearsalWithItsCode() {
        assertThat(run(3, "---", "status", "---", "logout")).isEqualTo(3);
        assertThat(seen).containsExactly(List.of("status"));
    }

    @Test
    void nothing_isRunForNoWords() {
        assertThat(run(1)).isZero();
        assertThat(seen).isEmpty();
    }

    @Test
    void wordBeforeTheFirstLine_isRefused() {
        assertThatThrownBy(() -> run(0, "login"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("---");
    }

    @Test
    void lasting_doesNotEndTheProcess() {
        List<Integer> ended = new ArrayList<>();
        Surroundings process = new Surroundings(
                Map.of("A", "b"),
                Path.of("/work"),
                "/temp",
                "user",
                Clock.systemUTC(),
                time -> {},
                new Launcher(List.of(), "none"),
                ended::add);
        Surroundings lasting = Rehearsal.lasting(process);
        lasting.halt().accept(1);
        assertThat(ended).isEmpty();
        assertThat(lasting.variables()).containsEntry("A", "b");
        assertThat(lasting.workingDirectory()).isEqualTo(process.workingDirectory());
    }
}
