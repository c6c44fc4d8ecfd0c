package dev.machineid.circleci.expand;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobRunnerTest {
    @TempDir
    Path directory;

    private JobRunner.Outcome run(RunStep... steps) throws Exception {
        Path work = Files.createDirectories(directory.resolve("work"));
        Path logs = Files.createDirectories(directory.resolve("logs"));
        Map<String, String> environment = Map.of(
                "PATH",
                System.getenv("PATH"),
                "BASH_ENV",
                directory.resolve("bash_env").toString());
        return new JobRunner(work, logs, environment, "/bin/bash -eo pipefail")
                .run(new Expander.Job("a", "", Map.of("JOB", "job"), List.of(steps)));
    }

    private static RunStep step(String command, RunStep.When when) {
        return new RunStep(command, command, "", Map.of("STEP", "step"), when, false);
    }

    private static RunStep step(String command) {
        return step(command, RunStep.When.ON_SUCCESS);
    }

    @Test
    void bashEnv_carriesVariables_andNothingElseDoes() throws Exception {
        JobRunner.Outcome outcome = run(
                step("export LOST=1; echo 'export KEPT=$JOB' >>\"$BASH_ENV\""),
                step("echo \"<${LOST:-}|$KEPT|$STEP>\""));

        assertThat(outcome.failed()).isFalse();
        assertThat(outcome.output()).contains("<|job|step>");
    }

    @Test
    void failure_skipsAllButThoseThatAsk() throws Exception {
        JobRunner.Outcome outcome = run(
                step("echo early", RunStep.When.ON_FAIL),
                step("false | true"),
                step("echo skipped"),
                step("echo failed", RunStep.When.ON_FAIL),
                step("echo always", RunStep.When.ALWAYS));

        assertThat(outcome.failed()).isTrue();
        assertThat(outcome.results()).extracting(JobRunner.Result::ran).containsExactly(false, true, false, true, true);
        assertThat(outcome.of("false | true").code()).isEqualTo(1);
        assertThat(outcome.output()).contains("--- echo skipped (not run)\n");
    }

    @Test
    void background_isNotWaitedFor_andToldIfItStays() throws Exception {
        RunStep ends = new RunStep(
                "ends", "until [ -e go ]; do sleep 0.05; done", "", Map.of(), RunStep.When.ON_SUCCESS, true);
        JobRunner.Outcome outcome = run(ends, step("touch go"));

        assertThat(outcome.abandoned()).isZero();
        assertThat(outcome.of("ends").code()).isEqualTo(-1);
        assertThat(outcome.of("ends").ran()).isTrue();
    }

    @Test
    void shell_ofTheStep_runsIt_andWindowsBashIsOurs() throws Exception {
        RunStep sh = new RunStep(
                "sh", "echo \"$0:${BASH_VERSION:-none}\"", "busybox sh -e", Map.of(), RunStep.When.ALWAYS, false);
        RunStep exe = new RunStep(
                "exe", "echo ${BASH_VERSION:+bash}", "bash.exe -eo pipefail", Map.of(), RunStep.When.ALWAYS, false);

        JobRunner.Outcome outcome = run(sh, exe);

        assertThat(outcome.of("sh").output()).endsWith(":none\n");
        assertThat(outcome.of("exe").output()).isEqualTo("bash\n");
    }
}
