package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs that use ssh, as the manual shows them: OpenSSH, git, rsync and scp of this machine, all over one connection. */
@Timeout(240)
@ExtendWith(LabClusterExtension.class)
class SshWiringTest {
    @TempDir
    Path directory;

    private TestRun run;
    private LabCluster cluster;
    private int before;

    @BeforeEach
    void login(LabCluster lab) throws Exception {
        cluster = lab;
        run = new TestRun(directory, lab);
        run.variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        run.variables.put("GIT_AUTHOR_NAME", "ci");
        run.variables.put("GIT_AUTHOR_EMAIL", "ci@example.com");
        run.variables.put("GIT_COMMITTER_NAME", "ci");
        run.variables.put("GIT_COMMITTER_EMAIL", "ci@example.com");
        TestRun.Outcome outcome = run.run("login", "--ssh-multiplexer");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        run.variables.putAll(TestRun.exported(outcome.out()));
        before = cluster.counters().connections();
    }

    @AfterEach
    void oneConnectionWasEnough_andNothingStays() throws Exception {
        assertThat(cluster.counters().connections() - before).isEqualTo(1);
        run.run("logout");
        assertThat(run.files()).isZero();
    }

    private String sh(String script) throws Exception {
        TestRun.Outcome outcome = run.command("sh", "-euc", script);
        assertThat(outcome.code()).as(outcome.err() + outcome.out()).isZero();
        return outcome.out();
    }

    private Path server() throws Exception {
        return Files.createDirectories(run.work.resolveSibling("srv"));
    }

    @Test
    void git_clonesAndPushes() throws Exception {
        String repository = server().resolve("app.git").toString();
        sh("git init -q --bare -b main '" + repository + "'");
        sh("export GIT_SSH_COMMAND=\"ssh -F $MACHINE_ID_SSH_CONFIG\"; git clone -q 'ci@node-1:" + repository + "' copy;"
                + " cd copy; git checkout -q -b main 2>/dev/null || :; echo one >file; git add file;"
                + " git commit -qm one; git push -q origin HEAD:main; git fetch -q");

        assertThat(sh("git --git-dir '" + repository + "' show main:file")).isEqualTo("one\n");
        assertThat(sh("GIT_SSH_COMMAND=\"ssh -F $MACHINE_ID_SSH_CONFIG\" git ls-remote 'ci@node-1.lab-root:"
                        + repository + "' main"))
                .contains("refs/heads/main");
    }

    @Test
    void rsync_copiesBothWays() throws Exception {
        Path there = server().resolve("app");
        sh("mkdir -p build/deep; seq 20000 >build/numbers; echo two >build/deep/file;"
                + " rsync -e \"ssh -F $MACHINE_ID_SSH_CONFIG\" -a build/ 'ci@node-1:" + there + "/';"
                + " echo three >>build/numbers;"
                + " rsync -e \"ssh -F $MACHINE_ID_SSH_CONFIG\" -a --delete build/ 'ci@node-1:" + there + "/';"
                + " rsync -e \"ssh -F $MACHINE_ID_SSH_CONFIG\" -a 'ci@node-1:" + there
                + "/' back/; diff -r build back");

        assertThat(there.resolve("numbers")).hasSameTextualContentAs(run.work.resolve("build/numbers"));
    }

    @Test
    void openSshAndScp_useIt() throws Exception {
        Path there = server().resolve("copied");
        sh("echo four >file; scp -O -q -F \"$MACHINE_ID_SSH_CONFIG\" file 'ci@node-1:" + there + "';"
                + " ssh -F \"$MACHINE_ID_SSH_CONFIG\" ci@node-1.lab-root cat '" + there + "' >back");

        assertThat(run.work.resolve("back")).hasContent("four");
    }
}
