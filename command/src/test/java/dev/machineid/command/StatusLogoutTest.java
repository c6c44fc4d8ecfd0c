package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LabClusterExtension.class)
class StatusLogoutTest {
    @TempDir
    Path directory;

    private TestRun run;

    @BeforeEach
    void job(LabCluster cluster) throws Exception {
        run = new TestRun(directory, cluster);
    }

    /** Logs in and takes the variables over; gives the generation's directory. */
    private Path login(String... more) {
        String[] line = new String[more.length + 1];
        line[0] = "login";
        System.arraycopy(more, 0, line, 1, more.length);
        TestRun.Outcome outcome = run.run(line);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        run.variables.putAll(TestRun.exported(outcome.out()));
        return Path.of(TestRun.of(run.variables, "MACHINE_ID_DIR"));
    }

    @Test
    void status_saysWhoAndUntilWhen() {
        login("--ssh", "--ttl", "30m");
        TestRun.Outcome outcome = run.run("status");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("user bot-ci in lab-root")
                .contains("roles ci")
                .contains("logins ")
                .contains("root")
                .contains("leaf clusters lab-leaf")
                .contains("outputs identity, ssh")
                .contains("generation 1 in ")
                .containsPattern("valid until \\S+Z, (30|29)m left")
                .doesNotContain("-teleport-");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void statusAsJson_isOneObject() {
        login("--ttl", "30m");
        TestRun.Outcome outcome = run.run("status", "--json");
        assertThat(outcome.out())
                .startsWith("{\"valid\":true,")
                .contains("\"cluster\":\"lab-root\"")
                .contains("\"roles\":[\"ci\"]")
                .contains("\"outputs\":[\"identity\"]")
                .contains("\"generation\":\"1\"")
                .containsPattern("\"seconds_left\":1[78]\\d\\d")
                .hasLineCount(1);
    }

    @Test
    void status_ofExpiredCredentials_fails() {
        login("--ttl", "30m");
        run.clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        TestRun.Outcome outcome = run.run("status");
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.out()).contains("expired at ").contains("MID-1607").contains("log in again");
        assertThat(run.run("status", "--json").out())
                .contains("\"valid\":false,\"code\":\"MID-1607\"")
                .contains("\"seconds_left\":0");
    }

    @Test
    void status_withoutCredentials_fails() throws Exception {
        TestRun.Outcome unset = run.run("status");
        assertThat(unset.code()).isEqualTo(3);
        assertThat(unset.err()).contains("MID-1605").contains("MACHINE_ID_DIR is not set");
        assertThat(run.run("status", "--json").out()).isEqualTo("{\"valid\":false,\"code\":\"MID-1605\"}\n");
        assertThat(run.run("status", "--directory", run.work.toString()).code()).isEqualTo(3);
        assertThat(run.run("status", "--directory", "/no/such/place").code()).isEqualTo(3);
    }

    @Test
    void status_ofABrokenIdentity_isUnreadable() throws Exception {
        Path generation = login();
        Files.writeString(generation.resolve("identity"), "-----BEGIN nothing");
        TestRun.Outcome outcome = run.run("status");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("MID-1606");
    }

    @Test
    void logout_removesEverything_andASecondTimeNothing() throws Exception {
        login("--ssh");
        long files = run.files();
        TestRun.Outcome outcome = run.run("logout");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).startsWith("removed " + files + " files in ");
        assertThat(run.files()).isZero();

        TestRun.Outcome again = run.run("logout");
        assertThat(again.code()).isZero();
        assertThat(again.out()).startsWith("nothing to remove: ");
    }

    @Test
    void logout_findsTheDirectoryFromEveryPathThatLeadsThere() throws Exception {
        Path wanted = run.temporary.resolve("mine");
        for (String below : new String[] {"", "current", "generations/1"}) {
            login("--directory", wanted.toString());
            TestRun.Outcome outcome =
                    run.run("logout", "--directory", wanted.resolve(below).toString());
            assertThat(outcome.out()).as(below).startsWith("removed ");
            assertThat(wanted).doesNotExist();
        }
    }

    @Test
    void logout_withPrefix_takesThatIdentity() throws Exception {
        run.variables.putAll(
                TestRun.exported(run.run("login", "--prefix", "READ_").out()));
        assertThat(run.run("logout").out()).startsWith("nothing to remove: neither");
        assertThat(run.run("logout", "--prefix", "READ_").out()).startsWith("removed ");
        assertThat(run.files()).isZero();
    }

    @Test
    void logout_neverTouchesWhatIsNotOurs() throws Exception {
        Path precious = Files.createDirectories(run.temporary.resolve("precious/generations/1"));
        Files.writeString(precious.resolve("file"), "x");
        for (String named : new String[] {
            run.temporary.resolve("precious").toString(), precious.toString(), "/", run.temporary.toString(), "."
        }) {
            TestRun.Outcome outcome = run.run("logout", "--directory", named);
            assertThat(outcome.code()).isZero();
            assertThat(outcome.out()).startsWith("nothing to remove: ");
        }
        assertThat(precious.resolve("file")).exists();

        Path mine = run.temporary.resolve("mine");
        login("--directory", mine.toString());
        Path link = Files.createSymbolicLink(run.temporary.resolve("link"), mine);
        TestRun.Outcome outcome = run.run("logout", "--directory", link.toString());
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("MID-1603");
        assertThat(mine.resolve("current")).exists();
    }
}
