package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.KeptCredentials;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process of its own, against a cluster that counts the renewals of its bots. */
@Timeout(240)
class DaemonVerbTest {
    private static final int KILLS = 8;
    private static final int SEED = 20261123;

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(
            builder -> builder.bot("kept", "ci").bot("killed", "ci").countRenewalsPerBot());

    @TempDir
    Path directory;

    private TestRun run;
    private Path kept;
    private Path log;
    private int port;
    private @Nullable Process process;

    @BeforeEach
    void job() throws Exception {
        run = new TestRun(directory, LAB.cluster());
        kept = directory.toRealPath().resolve("kept");
        log = directory.resolve("log");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private String head() {
        return "proxy: " + LAB.cluster().proxy() + "\nca-file: " + directory.resolve("ca.pem") + "\nlisten: 127.0.0.1:"
                + port + "\n";
    }

    private Path config(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    /** Of a bot that nobody used before. */
    private String secretState(String bot) throws IOException {
        String secret = UUID.randomUUID().toString();
        LAB.cluster().addToken(LabToken.secret(secret).bot(bot));
        Path file = Files.writeString(directory.resolve("secret"), secret);
        return head() + "join-method: token\nsecret-file: " + file + "\nstate-directory: " + directory.resolve("state")
                + "\ndirectory: " + kept + "\noutputs: [ssh, 'kubernetes:staging']\n";
    }

    private Process start(Path config) throws IOException {
        List<String> command = new java.util.ArrayList<>(run.launcher.argv());
        command.addAll(List.of("daemon", "--config", config.toString(), "--debug"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(run.work.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(run.variables);
        process = builder.start();
        return process;
    }

    private HttpResponse<String> ask(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private void ready(Process daemon) throws Exception {
        Kept.until(() -> {
            assertThat(daemon.isAlive()).as(Files.readString(log)).isTrue();
            try {
                return ask("/readyz").statusCode() == 200;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private int generation() {
        return KeptCredentials.find(kept)
                .map(found -> Integer.parseInt(found.generation().getFileName().toString()))
                .orElse(0);
    }

    private static void signal(String name, Process daemon) throws Exception {
        assertThat(new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + daemon.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void daemon_keepsADirectory_tellsHowItFares_andLeavesTheCredentialsWhenItEnds() throws Exception {
        Path told = directory.resolve("told");
        String text = secretState("kept") + "reload-command: [sh, -c, 'echo told >>" + told + "; exit 4']\n";
        Process daemon = start(config("kept.yaml", text));
        ready(daemon);

        assertThat(ask("/readyz").body()).contains("ok   default " + kept + " until ");
        assertThat(ask("/livez").body()).isEqualTo("ok\n");
        Kept.until(() -> ask("/metrics")
                .body()
                .contains("machine_id_reload_failures_total{identity=\"default\",directory=\"" + kept + "\"} 1"));
        assertThat(ask("/readyz").statusCode()).isEqualTo(200);
        assertThat(told).hasContent("told\n");

        secondDaemons();

        int first = generation();
        signal("HUP", daemon);
        Kept.until(() -> generation() > first);
        Kept.until(() -> Files.readString(told).lines().count() == 2);
        TestRun job = new TestRun(Files.createDirectory(directory.resolve("job")));
        TestRun.Outcome login = job.run("login", "--from-daemon", kept.toString(), "--ssh");
        assertThat(login.code()).as(login.err()).isZero();
        String sshConfig = TestRun.of(TestRun.exported(login.out()), "MACHINE_ID_SSH_CONFIG");
        TestRun.Outcome ssh = job.command("ssh", "-F", sshConfig, "root@" + LabCluster.NODE, "echo", "there");
        assertThat(ssh.out()).as(ssh.err()).isEqualTo("there\n");

        String metrics = ask("/metrics").body();
        signal("TERM", daemon);
        assertThat(daemon.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isZero();
        Kept.requireWhole(kept.resolve("current/identity"));
        String said = Files.readString(log);
        assertThat(said).contains("listening on", "new credentials until", "MID-1815", "SIGHUP", "ending");
        noSecretIn(said + metrics);
    }

    /** Neither the directory nor the state is given to a second one, whichever it names. */
    private void secondDaemons() throws Exception {
        String text =
                Files.readString(directory.resolve("kept.yaml")).replace("listen: 127.0.0.1:" + port, "listen: none");
        for (Path second : List.of(
                config("same.yaml", text), config("state.yaml", text.replace(kept.toString(), kept + "-other")))) {
            TestRun.Outcome refused = run.finish(run.start("daemon", "--config", second.toString()));
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("MID-1813", "process: ");
        }
        TestRun.Outcome port = run.finish(run.start(
                "daemon",
                "--config",
                config("port.yaml", head() + "token: deploy-github\ndirectory: " + kept + "-port\n")
                        .toString()));
        assertThat(port.code()).isEqualTo(2);
        assertThat(port.err()).contains("MID-1817");
    }

    private void noSecretIn(String said) throws Exception {
        assertThat(said).doesNotContain(Files.readString(directory.resolve("secret")));
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.endsWith("identity") || path.endsWith("state.json"))
                    .filter(Files::isRegularFile)
                    .toList()) {
                Files.readString(file)
                        .replace("\\n", "\n")
                        .lines()
                        .filter(line -> line.length() >= 48 && line.matches("[A-Za-z0-9+/=]+"))
                        .forEach(line -> assertThat(said).doesNotContain(line));
            }
        }
    }

    @Test
    void kills_inTheMiddleOfRotations_costNothingThatIsThere() throws Exception {
        Random random = new Random(SEED);
        String text = secretState("killed");
        Path config = config("killed.yaml", text);
        for (int kill = 0; kill < KILLS; kill++) {
            Process daemon = start(config);
            ready(daemon);
            int before = generation();
            if (kill % 2 == 0) {
                signal("HUP", daemon);
                TimeUnit.MICROSECONDS.sleep(random.nextInt(400_000)); // the moment of the kill, drawn by chance
            } else {
                signal("HUP", daemon);
                Path generations = kept.resolve("generations/" + (before + 1));
                Kept.until(() -> Files.exists(generations)); // in the middle of writing, or just before it is published
            }
            daemon.destroyForcibly().waitFor();

            KeptCredentials left = KeptCredentials.find(kept).orElseThrow();
            assertThat(left.expires()).isAfter(Instant.now());
            Kept.requireWhole(left.generation().resolve("identity"));
            assertThat(generation()).isGreaterThanOrEqualTo(before);
        }
        Process last = start(config);
        ready(last);
        Kept.until(() -> Files.readString(log).contains("new credentials until"));
        assertThat(unpublished()).isEmpty();
        String said = Files.readString(log);
        assertThat(said).doesNotContain("MID-1208").doesNotContain("MID-1215");
        signal("TERM", last);
        assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).isZero();
        noSecretIn(said);
        System.out.println(KILLS + " kills in the middle of rotations, no torn generation, no lock");
    }

    private List<Path> unpublished() throws IOException {
        int newest = generation();
        try (Stream<Path> all = Files.list(kept.resolve("generations"))) {
            return all.filter(path -> Integer.parseInt(path.getFileName().toString()) > newest)
                    .toList();
        }
    }

    @Test
    void twoIdentities_oneDenied_theOtherIsKept() throws Exception {
        String text = head() + "identities:\n  good: {token: deploy-github, directory: " + kept
                + "}\n  bad: {token: nobody-knows, directory: " + kept + "-bad}\n";
        Process daemon = start(config("two.yaml", text));
        Kept.until(() -> generation() > 0 && Files.readString(log).contains("bad: warning: no new credentials"));
        Kept.until(() -> ask("/readyz").body().contains("ok   good"));

        HttpResponse<String> readiness = ask("/readyz");
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body()).contains("ok   good", "not  bad", "has none yet; ", "MID-12");
        assertThat(ask("/livez").statusCode()).isEqualTo(200);
        assertThat(ask("/metrics").body()).contains("machine_id_renewal_failures_total{identity=\"bad\"");
        signal("INT", daemon);
        assertThat(daemon.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isZero();
    }

    @Test
    void configuration_isCheckedWithoutADaemon() throws Exception {
        Path good = config("good.yaml", head() + "token: deploy-github\noutputs: [ssh]\ndirectory: " + kept + "\n");
        TestRun.Outcome checked = run.run("daemon", "--config", good.toString(), "--dry-run");
        assertThat(checked.code()).isZero();
        assertThat(checked.out()).isEqualTo("default: ssh in " + kept + "\n");
        assertThat(kept).doesNotExist();
        TestRun.Outcome once = run.run("daemon", "--config", good.toString(), "--once");
        assertThat(once.code()).as(once.err()).isZero();
        assertThat(generation()).isEqualTo(1);
        Path two = config(
                "two.yaml",
                head() + "identities:\n  bad: {token: nobody, directory: " + kept
                        + "-bad}\n  good: {token: deploy-github, directory: " + kept + "}\n");
        TestRun.Outcome half = run.run("daemon", "--config", two.toString(), "--once");
        assertThat(half.code()).isEqualTo(5);
        assertThat(half.err()).contains("error[MID-12", "good: new credentials until");
        assertThat(generation()).isEqualTo(2);
        assertThat(run.run("daemon").err()).contains("MID-1003", "--config");
        assertThat(run.run("daemon", "--config", "none.yaml").err()).contains("MID-1006");
        TestRun.Outcome bad = run.run(
                "daemon", "--config", config("bad.yaml", head() + "tokn: x\n").toString());
        assertThat(bad.code()).isEqualTo(2);
        assertThat(bad.err()).contains("MID-1001", "did you mean token");
    }
}
