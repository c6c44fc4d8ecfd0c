package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LabClusterExtension.class)
@Timeout(180)
class FromDaemonTest {
    private static final int ROTATIONS = 40;

    @TempDir
    Path directory;

    private TestRun run;
    private TestRun job;
    private Path daemon;

    @BeforeEach
    void jobs(LabCluster cluster) throws Exception {
        run = new TestRun(directory, cluster);
        job = new TestRun(Files.createDirectory(directory.resolve("job"))); // has no proof, and no proxy
        daemon = directory.resolve("kept");
    }

    private Kept kept(String outputs) {
        return new Kept(run, daemon, outputs);
    }

    private String[] login(String... more) {
        return Stream.concat(Stream.of("login", "--from-daemon", daemon.toString()), Stream.of(more))
                .toArray(String[]::new);
    }

    private Map<String, String> taken(String... more) {
        TestRun.Outcome outcome = job.run(login(more));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return TestRun.exported(outcome.out());
    }

    @Test
    void login_fromDaemon_isACopyOfEverything_thatReachesANode() throws Exception {
        try (Kept kept = kept("ssh kubernetes:staging identity")) {
            kept.fill();
        }
        Map<String, String> variables = taken();

        Path config = Path.of(TestRun.of(variables, "MACHINE_ID_SSH_CONFIG"));
        assertThat(config).startsWith(job.temporary);
        assertThat(Files.readString(config)).doesNotContain(daemon.toString());
        assertThat(Files.readString(Path.of(TestRun.of(variables, "KUBECONFIG"))))
                .contains("staging")
                .doesNotContain(daemon.toString());
        assertThat(variables.values()).noneMatch(value -> value.contains(daemon.toString()));
        TestRun.Outcome ssh = job.command("ssh", "-F", config.toString(), "root@" + LabCluster.NODE, "echo", "there");
        assertThat(ssh.out()).as(ssh.err()).isEqualTo("there\n");
        TestRun.Outcome logout = job.run("logout", "--directory", TestRun.of(variables, "MACHINE_ID_DIR"));
        assertThat(logout.out()).contains("removed");
        assertThat(job.files()).isZero();
        assertThat(daemon.resolve("current/identity")).isRegularFile();
    }

    @Test
    void login_fromDaemon_saysWhose_andHasNoMoreLifeThanThere_is() throws Exception {
        try (Kept kept = kept("identity application:hello database:pg-main,user=ci,name=app")) {
            kept.fill();
        }
        job.clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(50));
        TestRun.Outcome outcome = job.run(login("--json", "--ttl", "5h"));

        assertThat(outcome.err()).contains("bot ci in lab-root, taken from a daemon");
        assertThat(outcome.out()).contains("\"join_method\":\"daemon\"", "MACHINE_ID_APPLICATION_CERT", "PGUSER");
        int granted = Integer.parseInt(outcome.out().replaceFirst("(?s).*\"granted_seconds\":(\\d+).*", "$1"));
        assertThat(granted).isBetween(1, 600);
    }

    @Test
    void job_takesWhatItNames_andNothingElse() throws Exception {
        try (Kept kept = kept("ssh kubernetes:staging")) {
            kept.fill();
        }
        assertThat(taken("--kubernetes", "staging"))
                .containsKey("KUBECONFIG")
                .doesNotContainKey("MACHINE_ID_SSH_CONFIG");
        assertThat(taken("--outputs", "identity"))
                .containsKey("MACHINE_ID_IDENTITY_FILE")
                .doesNotContainKey("KUBECONFIG");
        assertThat(taken("--outputs", "ssh,proxy-command=openssl", "--prefix", "A_"))
                .containsKey("A_MACHINE_ID_SSH_CONFIG");

        TestRun.Outcome other = job.run(login("--kubernetes", "production"));
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("MID-1007", "kubernetes:staging");
        assertThat(job.run(login("--outputs", "kubernetes:staging,port=auto")).err())
                .contains("MID-1004", "the daemon's kubeconfig leads to the proxy itself");
    }

    @Test
    void guards_holdForACopyToo_andLeaveNothing() throws Exception {
        try (Kept kept = kept("identity")) {
            kept.fill();
        }
        assertThat(job.run(login("--expect-bot", "other")).err()).contains("MID-1502");
        assertThat(job.run(login("--expect-cluster", "other")).err()).contains("MID-1502");
        assertThat(job.run(login("--expect-roles", "other")).err()).contains("MID-1502");
        assertThat(job.files()).isZero();
        assertThat(job.run(login("--expect-bot", "ci", "--expect-cluster", "lab-root"))
                        .code())
                .isZero();
    }

    @Test
    void notReady_orExpired_orBroken_haveTheirCodes_andLeaveNothing() throws Exception {
        TestRun.Outcome none = job.run(login());
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).contains("MID-1814", "no such directory", "machine-id wait");
        try (Kept kept = kept("ssh")) {
            assertThat(job.run(login()).err()).contains("MID-1814", "no generation");
            kept.fill();
        }
        job.clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        TestRun.Outcome expired = job.run(login());
        assertThat(expired.code()).isEqualTo(3);
        assertThat(expired.err()).contains("MID-1607", "does not renew");
        job.clock = Clock.systemUTC();
        Files.setPosixFilePermissions(daemon, PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(job.run(login()).err()).contains("MID-1601", "rwxrwx---");
        Files.setPosixFilePermissions(daemon, PosixFilePermissions.fromString("rwx------"));
        Files.delete(daemon.resolve("current/identity"));
        assertThat(job.run(login()).err()).contains("MID-1606").doesNotContain("PRIVATE KEY");
        Files.writeString(daemon.resolve("current/generation.json"), "{\"format\":\"9\"}");
        assertThat(job.run(login()).err()).contains("MID-1814");
        assertThat(job.files()).isZero();
    }

    @Test
    void exec_fromDaemon_byVariable_runsAndRemoves() throws Exception {
        try (Kept kept = kept("ssh")) {
            kept.fill();
        }
        job.variables.put("MACHINE_ID_OPT_FROM_DAEMON", daemon.toString());
        TestRun.Outcome outcome = job.finish(
                job.start("exec", "--", "sh", "-c", "ssh-keygen -L -f \"$MACHINE_ID_DIR/key-cert.pub\" >&2"));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("taken from a daemon", "Principals:");
        assertThat(job.files()).isZero();
        assertThat(job.run("login", "--dry-run").err()).contains("dry run", "daemon");
    }

    @Test
    void renew_ofACopy_takesTheDaemonsNewerOne() throws Exception {
        try (Kept kept = kept("identity")) {
            kept.fill();
            Path own = directory.resolve("own");
            Map<String, String> first = taken("--directory", own.toString(), "--follow");
            Path identity = Path.of(TestRun.of(first, "MACHINE_ID_IDENTITY_FILE"));
            byte[] before = Files.readAllBytes(identity);
            kept.fill();
            taken("--directory", own.toString(), "--follow");

            assertThat(Files.readAllBytes(identity)).isNotEqualTo(before);
            Kept.requireWhole(identity);
        }
    }

    @Test
    void waiting_endsWhenCredentialsLiveForLongEnough_orWhenTheTimeIsOver() throws Exception {
        String place = daemon.toString();
        TestRun.Outcome late = job.run("wait", "--directory", place, "--timeout", "0s");
        assertThat(late.code()).isEqualTo(3);
        assertThat(late.err()).contains("MID-1814", "none that this user can see");
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (Kept kept = kept("identity")) {
            Future<TestRun.Outcome> waiting =
                    beside.submit(() -> job.run("wait", "--directory", place, "--timeout", "2m"));
            kept.fill();
            assertThat(waiting.get(120, TimeUnit.SECONDS).code()).isZero();
        } finally {
            beside.shutdownNow();
        }
        assertThat(job.run("wait", "--directory", place, "--valid-for", "50m").code())
                .isZero();
        TestRun.Outcome tooShort = job.run("wait", "--directory", place, "--valid-for", "61m", "--timeout", "0s");
        assertThat(tooShort.code()).isEqualTo(3);
        assertThat(tooShort.err()).contains("valid for 1h 1m", "credentials until");
        assertThat(job.run("wait", "--directory", place, "--valid-for", "1").err())
                .contains("MID-1002", "no unit");
        assertThat(job.run("wait").err()).contains("MID-1003");
    }

    @Test
    void waiting_forALogin_worksToo() throws Exception {
        TestRun.Outcome login = run.run("login");
        String place = TestRun.of(TestRun.exported(login.out()), "MACHINE_ID_DIR");
        Path marked = Objects.requireNonNull(
                Objects.requireNonNull(Path.of(place).getParent()).getParent());

        assertThat(run.run("wait", "--directory", marked.toString()).code()).isZero();
    }

    @Test
    void copies_duringRotations_areNeverTorn() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try (Kept kept = kept("ssh kubernetes:staging")) {
            kept.fill();
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Path own = directory.resolve("own-" + i);
                counts.add(readers.submit(() -> copy(own, over)));
            }
            for (int i = 0; i < ROTATIONS; i++) {
                kept.fill();
            }
            over.set(true);
            int copies = 0;
            for (Future<Integer> count : counts) {
                copies += count.get(120, TimeUnit.SECONDS);
            }
            assertThat(copies).isPositive();
            System.out.println(ROTATIONS + " rotations, " + copies + " copies beside them, 0 torn");
        } finally {
            over.set(true);
            readers.shutdownNow();
        }
    }

    /** Every copy has one key in all of its files, and the certificate for it. */
    private int copy(Path own, AtomicBoolean over) throws Exception {
        int copies = 0;
        while (!over.get() || copies == 0) {
            TestRun.Outcome outcome = job.run(login("--directory", own.toString(), "--follow"));
            assertThat(outcome.code()).as(outcome.err()).isZero();
            Path generation = own.resolve("current").toRealPath();
            Kept.requireWhole(generation.resolve("identity"));
            String identity = Files.readString(generation.resolve("identity"));
            String config = Files.readString(generation.resolve("kubeconfig"));
            String key = config.replaceFirst("(?s).*client-key-data: \"?([A-Za-z0-9+/=]+).*", "$1");
            String pem =
                    new String(java.util.Base64.getDecoder().decode(key), java.nio.charset.StandardCharsets.US_ASCII);
            assertThat(identity).as("the kubeconfig's key is the identity's").contains(pem.strip());
            copies++;
        }
        return copies;
    }
}
