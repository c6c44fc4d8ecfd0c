package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MariaDB's own clients, without a word about where the database is and who asks, through a tunnel to a stand-in for the server. */
@Timeout(90)
class MysqlTunnelTest {
    private static final String OUTPUT = "database:orders,user=ci,name=app,port=auto";

    @TempDir
    Path directory;

    private MysqlListener server;
    private LabCluster cluster;
    private TestRun run;

    @BeforeEach
    void start() throws Exception {
        server = MysqlListener.start();
        cluster = LabCluster.builder()
                .database("orders", "mysql", server.address())
                .start();
        run = new TestRun(directory, cluster);
    }

    @AfterEach
    void stop() {
        cluster.close();
        server.close();
    }

    @Test
    void clientsWithoutOptions_findTheTunnelAndSayTheCertificatesUser() throws Exception {
        TestRun.Outcome outcome = run.run(
                "exec", "--outputs", OUTPUT, "--", "sh", "-c", "mysql -e 'do 1' && mysqladmin status >/dev/null");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(server.said).containsExactly("ci app", "ci");
        assertThat(run.files()).isZero();
    }

    @Test
    void whatTheJobSaysItself_goesBefore() throws Exception {
        TestRun.Outcome outcome =
                run.run("exec", "--outputs", OUTPUT, "--", "mysql", "--user", "reader", "-e", "do 1", "other");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(server.said).containsExactly("reader other");
    }

    @Test
    void loginWithAPort_leadsLaterCommandsThere() throws Exception {
        TestRun.Outcome login = run.run("login", "--outputs", OUTPUT);
        assertThat(login.code()).as(login.err()).isZero();
        run.variables.putAll(TestRun.exported(login.out()));
        TestRun.Outcome outcome = run.finish(run.started(java.util.List.of("mysql", "-e", "do 1")));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(server.said).containsExactly("ci app");
        assertThat(run.run("logout").code()).isZero();
    }
}
