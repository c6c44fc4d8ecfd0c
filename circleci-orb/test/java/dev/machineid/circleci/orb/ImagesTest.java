package dev.machineid.circleci.orb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.circleci.expand.JobRunner;
import dev.machineid.lab.LabClusterExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Images without bash, places that cannot be used, and a program that is not genuine. */
@ExtendWith(LabClusterExtension.class)
@Timeout(120)
class ImagesTest extends OrbOnLab {
    @Test
    void imageWithoutBash_isRefusedWithTheWaysOut_beforeAnything() throws Exception {
        job.shell = "busybox sh -eo pipefail";
        job.variables.put("_MACHINE_ID_BASH", "/none");

        JobRunner.Outcome outcome = job.withToken().steps("  " + block("", run("mine", "echo x")));

        assertThat(outcome.of(LOGIN).code()).isEqualTo(2);
        assertThat(outcome.of(LOGIN).output())
                .contains("MID-1931")
                .contains("command exec")
                .contains("/bin/sh -leo pipefail");
        assertThat(outcome.of("mine").ran()).isFalse();
        assertThat(job.left()).isEmpty();
    }

    @Test
    void imageWithoutBash_withItsDirectoryNamed_needsNoVariables() throws Exception {
        job.shell = "busybox sh -eo pipefail";
        job.variables.put("_MACHINE_ID_BASH", "/none");
        String place = job.temporary.resolve("it's mine").toString();
        String named = "directory: \"" + place + "\"";

        JobRunner.Outcome outcome = job.withToken()
                .steps("  machine-id/login: {" + PLACE + ", ssh: true, export_env: false, " + named + "},\n  {"
                        + run("mine", "test -s \"$TMPDIR/it's mine/current/identity\"") + "},\n  machine-id/logout: {"
                        + named + "}");

        assertThat(outcome.failed()).as(outcome.output()).isFalse();
        assertThat(outcome.of(LOGOUT).output()).contains("removed ");
        assertThat(job.left()).isEmpty();
    }

    @Test
    void bashEnvThatCannotBeUsed_isRefusedBeforeTheLogin() throws Exception {
        Files.createSymbolicLink(job.bashEnv, directory.resolve("elsewhere"));
        JobRunner.Outcome link = job.withToken().steps("  machine-id/login: {" + PLACE + "}");
        job.variables.put("BASH_ENV", directory.resolve("no/such").toString());
        JobRunner.Outcome missing = job.steps("  machine-id/login: {" + PLACE + "}");
        job.variables.remove("BASH_ENV");
        JobRunner.Outcome unset = job.steps("  machine-id/login: {" + PLACE + "}");

        for (JobRunner.Outcome outcome : List.of(link, missing, unset)) {
            assertThat(outcome.of(LOGIN).output()).contains("MID-1932");
            assertThat(outcome.of(LOGIN).code()).isEqualTo(2);
        }
        assertThat(job.left()).isEmpty();
        assertThat(directory.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void directoryInTheWorkspace_isRefused() throws Exception {
        JobRunner.Outcome outcome = job.withToken()
                .steps("  machine-id/login: {" + PLACE + ", directory: credentials},\n  machine-id/logout");

        assertThat(outcome.of(LOGIN).output()).contains("MID-1602");
        assertThat(outcome.of(LOGOUT).code()).isZero();
        assertThat(job.left()).isEmpty();
    }

    @Test
    void damagedProgram_isNotRun() throws Exception {
        Path mirror = Files.createDirectories(directory.resolve("mirror"));
        Files.writeString(mirror.resolve("machine-id.jar"), "not genuine");
        job.variables.put("MACHINE_ID_DOWNLOAD_BASE", mirror.toString());
        job.variables.put("MACHINE_ID_CACHE", directory.resolve("empty-cache").toString());

        JobRunner.Outcome outcome = job.withToken().steps("  " + block("", run("mine", "echo x")));

        assertThat(outcome.of(LOGIN).code()).isEqualTo(83);
        assertThat(outcome.of(LOGIN).output()).contains("MID-1803");
        assertThat(outcome.of("mine").ran()).isFalse();
    }
}
