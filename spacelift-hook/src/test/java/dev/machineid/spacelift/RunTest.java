package dev.machineid.spacelift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.machineid.lab.DaemonOnce;
import dev.machineid.lab.issuer.Shapes;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that go well: who gets credentials in which phase, how often, and what is left. */
class RunTest extends RunOnLab {
    private static final String ROOT = "root";

    @Test
    void run_deployedByItself_logsInOnceAndLeavesNothing() throws Exception {
        Run run = idToken(run("apply-app"), Shapes.spacelift()).with("MACHINE_ID_OPT_TERRAFORM", "true");

        works(run.phase(Phase.INIT, "true"));
        Outcome plan = works(
                run.phase(Phase.PLAN, "test -f \"$TF_TELEPORT_IDENTITY_FILE_PATH\" && echo at $TF_TELEPORT_ADDR"));
        Outcome apply = works(run.phase(Phase.APPLY, REACH));

        assertThat(plan.log()).contains("at " + cluster.proxy());
        assertThat(apply.log()).contains("reached by bot-apply").contains("more minutes");
        assertThat(joins()).isEqualTo(1);
        endsClean(run, "FINISHED");
    }

    @Test
    void run_confirmed_plansAsOneBotAndAppliesAsAnother() throws Exception {
        Run run = idToken(run(""), Shapes.spacelift("read"))
                .with("MACHINE_ID_HOOK_READ_TOKEN", "plan-app")
                .with("MACHINE_ID_HOOK_WRITE_TOKEN", "apply-app");

        works(run.phase(Phase.INIT, "true"));
        Outcome plan = works(run.phase(Phase.PLAN, REACH));
        run.pause();
        idToken(run, Shapes.spacelift("write"));
        Outcome apply = works(run.phase(Phase.APPLY, REACH));

        assertThat(plan.log()).contains("reached by bot-plan");
        assertThat(apply.log()).contains("reached by bot-apply");
        assertThat(joins()).isEqualTo(2);
        endsClean(run, "FINISHED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "/bin/busybox sh", "bash"})
    void run_resumedWithTheOldContainersVariables_logsInAgain(String shell) throws Exception {
        Run run = idToken(run("deploy-spacelift", shell.split(" ")), Shapes.spacelift("read"));
        works(run.phase(Phase.INIT, "true"));

        run.pauseWithStaleVariables();
        run.idToken(cluster.issuer().mint(Shapes.spacelift("write").withLife(Duration.ofMinutes(61))));
        Outcome apply = works(run.phase(Phase.APPLY, REACH));

        assertThat(apply.log()).contains("reached by bot-ci");
        assertThat(joins()).isEqualTo(2);
        endsClean(run, "FINISHED");
    }

    @Test
    void run_scopeChangesInOneContainer_changesTheBot() throws Exception {
        Run run = idToken(run(""), Shapes.spacelift("read"))
                .with("MACHINE_ID_HOOK_READ_TOKEN", "plan-app")
                .with("MACHINE_ID_HOOK_WRITE_TOKEN", "apply-app");
        Outcome plan = works(run.phase(Phase.PLAN, "echo key in $MACHINE_ID_DIR"));
        String old = plan.log().replaceAll("(?s).*key in (\\S+).*", "$1");

        idToken(run, Shapes.spacelift("write"));
        works(run.phase(Phase.APPLY, REACH));

        assertThat(Path.of(old)).doesNotExist();
        assertThat(joins()).isEqualTo(2);
        endsClean(run, "FINISHED");
    }

    @Test
    void run_certificatesShorterThanAPhase_areMadeAnewForEachPhase() throws Exception {
        Run run = idToken(run("short-app"), Shapes.spacelift());

        works(run.phase(Phase.INIT, "true"));
        works(run.phase(Phase.PLAN, "true"));
        works(run.with("MACHINE_ID_HOOK_PHASE", "10m").phase(Phase.APPLY, "true"));

        assertThat(joins()).isEqualTo(2);
        endsClean(run, "FINISHED");
    }

    @Test
    void run_noCredentialsWhilePlanning_areOnlyThereForTheApply() throws Exception {
        Run run = idToken(run("apply-app"), Shapes.spacelift("read")).with("MACHINE_ID_HOOK_READ_TOKEN", "none");

        Outcome plan = works(run.phase(Phase.PLAN, "echo \"has ${MACHINE_ID_DIR-nothing}\""));
        run.pause();
        idToken(run, Shapes.spacelift("write"));
        works(run.phase(Phase.APPLY, REACH));

        assertThat(plan.log()).contains("has nothing");
        endsClean(run, "FINISHED");
    }

    @Test
    void task_andDestroy_haveTheirHooksToo() throws Exception {
        Run run = idToken(run("apply-app"), Shapes.spacelift());

        assertThat(works(run.phase(Phase.PERFORM, REACH)).log()).contains("reached by bot-apply");
        assertThat(works(run.phase(Phase.DESTROY, REACH)).log()).contains("reached by bot-apply");

        endsClean(run, "FINISHED");
    }

    @Test
    void privateWorker_withADaemon_copiesInsteadOfJoining() throws Exception {
        Path kept = DaemonOnce.fill(cluster, Worker.JAR, directory, "ssh");
        int before = joins();
        Run run = run("none").with("MACHINE_ID_OPT_FROM_DAEMON", kept.toString());

        assertThat(works(run.phase(Phase.APPLY, REACH)).log()).contains("reached by bot-ci");

        assertThat(joins()).isEqualTo(before);
        endsClean(run, "FINISHED");
        assertThat(kept.resolve("current/identity")).isRegularFile();
    }

    @Test
    void openSourceCluster_acceptsTheTokenByGenericOidc() throws Exception {
        Run run = idToken(run("open-app"), Shapes.spacelift())
                .with("MACHINE_ID_OPT_JOIN_METHOD", "generic_oidc")
                .with("MACHINE_ID_OPT_OIDC_ENV", "SPACELIFT_OIDC_TOKEN");

        assertThat(works(run.phase(Phase.APPLY, REACH)).log()).contains("reached by bot-ci");

        endsClean(run, "FINISHED");
    }

    @Test
    void run_idTokenEndsInTheMiddle_keepsGoodCredentials() throws Exception {
        Run run = idToken(run("short-app"), Shapes.spacelift());
        works(run.phase(Phase.INIT, "true"));

        idToken(run, Shapes.spacelift().withLife(Duration.ofMinutes(-1)));
        Outcome plan = works(run.phase(Phase.PLAN, REACH));

        assertThat(plan.log()).contains("warning: ").contains("longer ttl").contains("reached by bot-short");
        endsClean(run, "FINISHED");
    }

    @Test
    void user1983_asInSpaceliftsImage_logsInAndOut() throws Exception {
        assumeTrue(ROOT.equals(System.getProperty("user.name")), "only root can take another user's number");
        Run run = idToken(
                run("deploy-spacelift", "setpriv", "--reuid=1983", "--regid=1983", "--clear-groups", "sh"),
                Shapes.spacelift());
        Process given = new ProcessBuilder("chown", "-R", "1983:1983", directory.toString()).start();
        assertThat(given.waitFor()).isZero();

        Outcome outcome = works(run.phase(
                Phase.INIT,
                "test -r \"$MACHINE_ID_SSH_CONFIG\" && stat -c 'file of %u, %a' \"$MACHINE_ID_SSH_CONFIG\""));

        assertThat(outcome.log()).contains("file of 1983, 600");
        endsClean(run, "FINISHED");
    }
}
