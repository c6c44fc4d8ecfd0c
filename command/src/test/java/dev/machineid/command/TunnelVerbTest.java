package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tunnels of exec and of the verb, with curl and psql; a stand-in answers for PostgreSQL. */
@Timeout(90)
@ExtendWith(LabClusterExtension.class)
class TunnelVerbTest {
    @TempDir
    Path directory;

    private TestRun run;

    @BeforeEach
    void job(LabCluster cluster) throws Exception {
        run = new TestRun(directory, cluster);
    }

    private void login(String... more) {
        String[] line = new String[more.length + 1];
        line[0] = "login";
        System.arraycopy(more, 0, line, 1, more.length);
        TestRun.Outcome outcome = run.run(line);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        run.variables.putAll(TestRun.exported(outcome.out()));
    }

    private String written() throws Exception {
        return Files.readString(run.work.resolve("out"));
    }

    @Test
    void exec_withOutputsThatNameAPort_opensTheirTunnels() throws Exception {
        TestRun.Outcome outcome = run.run(
                "exec",
                "--outputs",
                "application:hello,port=auto database:pg-main,user=ci,name=app,port=auto",
                "--",
                "sh",
                "-c",
                "psql -Atc 'select 1' > out && curl -sS http://$MACHINE_ID_APPLICATION_TUNNEL/x >> out");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(written()).isEqualTo("bot-ci as ci in app of pg-main\nbot-ci at hello/x\n");
        assertThat(run.files()).isZero();
    }

    @Test
    void exec_withAPrefix_namesTheTunnelsVariablesWithIt() throws Exception {
        TestRun.Outcome outcome = run.run(
                "exec",
                "--prefix",
                "READ_",
                "--outputs",
                "application:echo,port=auto",
                "--",
                "sh",
                "-c",
                "echo \"${READ_MACHINE_ID_APPLICATION_TUNNEL%:*}${MACHINE_ID_APPLICATION_TUNNEL-none}\" > out");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(written()).isEqualTo("127.0.0.1none\n");
    }

    @Test
    void curl_withTheCertificateItself_reachesTheWebApplication(LabCluster cluster) throws Exception {
        login("--application", "hello");
        TestRun.Outcome outcome = run.finish(run.started(List.of(
                "sh",
                "-c",
                "curl -sS --resolve hello.localhost:" + cluster.port() + ":127.0.0.1"
                        + " --cacert \"$MACHINE_ID_APPLICATION_CA\" --cert \"$MACHINE_ID_APPLICATION_CERT\""
                        + " --key \"$MACHINE_ID_APPLICATION_KEY\" \"$MACHINE_ID_APPLICATION_URL/direct\"")));

        assertThat(outcome.out()).as(outcome.err()).isEqualTo("bot-ci at hello/direct\n");
    }

    @Test
    void tunnel_withACommand_lastsAsLongAsItAndEndsWithItsCode() throws Exception {
        login("--outputs", "database:pg-main,user=ci,name=app identity");
        TestRun.Outcome outcome =
                run.run("tunnel", "database", "pg-main", "--", "sh", "-c", "psql -Atc 'select 1' > out; exit 7");

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(7);
        assertThat(written()).isEqualTo("bot-ci as ci in app of pg-main\n");
        assertThat(run.run("status").out()).contains("outputs identity, database");
    }

    @Test
    void tunnel_asAnotherUserThanTheCertificates_isTheDatabasesRefusal() throws Exception {
        login("--outputs", "database:pg-main,user=ci,name=app");
        TestRun.Outcome outcome =
                run.run("tunnel", "database", "pg-main", "--", "sh", "-c", "psql -U eve -c 'select 1' 2> out");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(written()).contains("access to db denied");
    }

    @Test
    void tunnel_withoutACommand_printsTheVariablesAndEndsWithTheCredentials() throws Exception {
        login("--outputs", "application:hello");
        Process process = run.start("tunnel", "application", "hello");
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Map<String, String> variables = TestRun.exported(out.readLine() + "\n");
            TestRun.Outcome answer = run.finish(run.started(
                    List.of("curl", "-sS", "http://" + variables.get("MACHINE_ID_APPLICATION_TUNNEL") + "/y")));
            assertThat(answer.out()).as(answer.err()).isEqualTo("bot-ci at hello/y\n");

            assertThat(run.run("logout").code()).isZero();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'tunnel',2,there is no target",
        "'tunnel database',2,there is no target",
        "'tunnel ssh node-1',2,there is no target",
        "'tunnel database pg more',2,belongs to no option",
        "'tunnel database ../../etc',2,is not a name",
        "'tunnel database pg --port 70000',2,is not a port",
        "'tunnel database pg --port x',2,is not a port",
        "'tunnel database pg',3,no place of credentials is known",
        "'tunnel database pg -- surely-no-such-program',127,surely-no-such-program",
    })
    void misuse_isExplained(String line, int code, String words) {
        TestRun.Outcome outcome = run.run(line.split(" "));

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
        assertThat(outcome.err()).contains(words, "hint: ");
    }

    @Test
    void tunnel_portTaken_isAFaultWithTheWayOut(LabCluster cluster) {
        login("--outputs", "application:echo");
        TestRun.Outcome outcome =
                run.run("tunnel", "application", "echo", "--port", Integer.toString(cluster.port()), "--", "true");

        assertThat(outcome.code()).isEqualTo(6);
        assertThat(outcome.err()).contains("MID-1720");
    }

    @Test
    void realPsql_withARealPostgres_reachesItThroughTheProxy() throws Exception {
        try (PostgresServer postgres = PostgresServer.start();
                LabCluster cluster = LabCluster.builder()
                        .database("real", "postgres", postgres.address())
                        .start()) {
            TestRun job = new TestRun(directory.resolve("real"), cluster);
            TestRun.Outcome outcome = job.run(
                    "exec",
                    "--outputs",
                    "database:real,user=ci,name=app,port=auto",
                    "--",
                    "sh",
                    "-c",
                    "psql -Atc 'select current_user, current_database(), inet_server_port() is not null' > out"
                            + " && seq 200000 | psql -Atq -c 'create table t(n int)' -c 'copy t from stdin'"
                            + " -c 'select count(*), sum(n) from t' >> out"
                            + " && psql \"sslmode=prefer\" -Atc 'select 2' >> out"
                            + " && pg_dump -t t | grep -c '^[0-9]' >> out");

            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(Files.readString(job.work.resolve("out")))
                    .isEqualTo("ci|app|t\n200000|20000100000\n2\n200000\n");
        }
    }
}
