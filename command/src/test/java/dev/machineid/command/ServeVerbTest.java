package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Companion;
import dev.machineid.core.session.Owner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process beside a job: what it knows, how it ends, and how it is started by hand. */
@Timeout(240)
class ServeVerbTest extends CompanionCase {
    @Test
    void killedProcess_isSeenByStatus_andLogoutRemovesAll() throws Exception {
        login(BOTH);
        ProcessHandle process = ProcessHandle.of(companion().pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(30, TimeUnit.SECONDS);

        assertThat(run.command("sh", "-c", "curl -sS http://$MACHINE_ID_APPLICATION_TUNNEL/")
                        .err())
                .contains("onnect");
        assertThat(run.run("status").out()).contains("has ended; log in again");
        assertThat(run.run("status", "--json").out()).contains("\"companion\":\"ended\"");
        assertThat(run.run("logout").code()).isZero();
    }

    @Test
    void credentialsRemovedByOthers_endTheProcess() throws Exception {
        login(BOTH);
        Owner companion = companion();
        run.command("rm", "-rf", place().toString());

        until(companion::isGone);
    }

    @Test
    void process_knowsNoSecretAndNoOption_andHasASmallHeap() throws Exception {
        run.variables.put("MY_PASSWORD", "never-see-this");
        run.variables.put("RUNNER_TRACKING_ID", "runner-1");
        login(BOTH);
        Path proc = Path.of("/proc", Long.toString(companion().pid()));

        assertThat(Files.readString(proc.resolve("environ")))
                .contains("RUNNER_TRACKING_ID=runner-1")
                .doesNotContain("never-see-this", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "MACHINE_ID_OPT_");
        assertThat(Files.readString(proc.resolve("cmdline"))).contains("-Xmx", "serve");
        assertThat(Files.readSymbolicLink(proc.resolve("cwd"))).isEqualTo(Path.of("/"));
        assertThat(Files.readSymbolicLink(proc.resolve("fd/1"))).isEqualTo(Path.of("/dev/null"));
        assertThat(Files.readSymbolicLink(proc.resolve("fd/2"))).hasFileName(Companion.LOG);
    }

    @Test
    void serve_byHand_beforeAndBehindTheJob() throws Exception {
        login("application:hello identity");
        TestRun.Outcome background =
                run.run("serve", "--background", "--outputs", "application:hello,port=auto", "--format", "json");
        assertThat(background.code()).as(background.err()).isZero();
        assertThat(background.out()).containsPattern("^\\{\"MACHINE_ID_APPLICATION_TUNNEL\": ?\"127.0.0.1:[0-9]+\"");
        TestRun.Outcome second = run.run("serve", "--outputs", "application:hello,port=auto");
        assertThat(second.code()).isEqualTo(2);
        assertThat(second.err()).contains("MID-1004", Long.toString(companion().pid()));
    }

    @ParameterizedTest
    @CsvSource({
        "'serve',2,--outputs is missing",
        "'serve --outputs ssh',2,none of the outputs has a port",
        "'serve --outputs database:x;port=1',2,MID-1002",
        "'serve --outputs application:x,port=auto',3,there are no credentials",
        "'serve --outputs application:x,port=auto more',2,belongs to no option",
    })
    void misuse_isExplained(String line, int code, String words) {
        TestRun.Outcome outcome = run.run(line.split(" "));

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
        assertThat(outcome.err()).contains(words, "hint: ");
    }
}
