package dev.machineid.spacelift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import dev.machineid.lab.join.LabToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs: who gets credentials in which phase, who does not, and what is left. */
class RunTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(lab -> lab.role(LabRole.of("plan", "ci"))
            .role(LabRole.of("apply", "ci"))
            .role(LabRole.of("short", "ci").withMaxSessionTtl(Duration.ofMinutes(20)))
            .bot("plan", "plan")
            .bot("apply", "apply")
            .bot("short", "short")
            .joinToken(
                    LabToken.spacelift("plan-app").bot("plan").allow(Map.of("space_id", "production", "scope", "read")))
            .joinToken(LabToken.spacelift("apply-app")
                    .bot("apply")
                    .allow(Map.of("space_id", "production", "scope", "write")))
            .joinToken(LabToken.spacelift("short-app").bot("short").allow(Map.of("space_id", "production")))
            .joinToken(LabToken.genericOidc("open-app", "https://" + LabToken.SPACELIFT_HOST, LabToken.SPACELIFT_HOST)
                    .allow(Map.of("spaceId", "production", "callerId", "app"))));

    private static final String REACH =
            "ssh -F \"$MACHINE_ID_SSH_CONFIG\" -l ci node-1 'echo \"reached by $SSH_TELEPORT_USER\"'";

    private static final String ROOT = "root";

    @TempDir
    Path directory;

    private final LabCluster cluster = LAB.cluster();
    private int joinsBefore;

    @BeforeEach
    void count() {
        joinsBefore = cluster.counters().joins();
    }

    private int joins() {
        return cluster.counters().joins() - joinsBefore;
    }

    private Run run(String token, String... shell) throws IOException {
        return new Worker(directory, cluster).run(token, shell);
    }

    private Run idToken(Run run, TokenShape shape) throws IOException {
        return run.idToken(cluster.issuer().mint(shape));
    }

    private static void endsClean(Run run, String state) throws Exception {
        Outcome end = run.end(state);
        assertThat(end.log()).doesNotContain("SIMULATOR").doesNotContain("error");
        assertThat(end.code()).isZero();
        assertThat(run.container().leftovers()).isEmpty();
        assertThat(run.workspaceFilesWith("PRIVATE KEY")).isEmpty();
    }

    private static Outcome works(Outcome outcome) {
        assertThat(outcome.log()).doesNotContain("SIMULATOR");
        assertThat(outcome.code()).as(outcome.log()).isZero();
        return outcome;
    }

    /** The hook failed with this, the phase did not run, and nothing is left. */
    private static void refused(Run run, Outcome outcome, String... words) throws Exception {
        assertThat(outcome.code()).as(outcome.log()).isEqualTo(Outcome.HOOK_FAILED);
        assertThat(outcome.log()).contains(words).contains("hint: ").doesNotContain("SIMULATOR", "the phase ran");
        endsClean(run, "FAILED");
    }

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
    void openSourceCluster_acceptsTheTokenByGenericOidc() throws Exception {
        Run run = idToken(run("open-app"), Shapes.spacelift())
                .with("MACHINE_ID_OPT_JOIN_METHOD", "generic_oidc")
                .with("MACHINE_ID_OPT_OIDC_ENV", "SPACELIFT_OIDC_TOKEN");

        assertThat(works(run.phase(Phase.APPLY, REACH)).log()).contains("reached by bot-ci");

        endsClean(run, "FINISHED");
    }

    @Test
    void run_wrongSpace_isRefusedWithItsClaims() throws Exception {
        Run run = idToken(run("deploy-spacelift"), Shapes.spacelift().with("spaceId", "sandbox"));

        refused(run, run.phase(Phase.INIT, "echo the phase ran"), "MID-1203", "sandbox");
    }

    @Test
    void run_planWithTheApplyToken_isRefused() throws Exception {
        Run run = idToken(run("apply-app"), Shapes.spacelift("read"));

        refused(run, run.phase(Phase.INIT, "echo the phase ran"), "MID-1203", "scope");
    }

    @Test
    void run_unpaidAccount_isToldSo() throws Exception {
        Run run = run("deploy-spacelift");

        refused(run, run.phase(Phase.INIT, "echo the phase ran"), "MID-1941", "paid Spacelift account");
        assertThat(joins()).isZero();
    }

    @Test
    void run_idTokenOlderThanAnHour_isToldSoAndNothingIsSent() throws Exception {
        Run run = idToken(run("deploy-spacelift"), Shapes.spacelift().withLife(Duration.ofMinutes(-5)));

        refused(run, run.phase(Phase.APPLY, "echo the phase ran"), "MID-1105");
        assertThat(joins()).isZero();
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x'; touch \"$TF_VAR_spacelift_workspace_root/pwned\"; '",
                "$(touch \"$TF_VAR_spacelift_workspace_root/pwned\")",
                "`touch pwned`",
                "a b\nMACHINE_ID_OPT_ALLOW_WORKSPACE=true",
                "../../etc/passwd",
                "%s%n\\n\u0007"
            })
    void values_hostile_areNeverRun(String value) throws Exception {
        Run run = idToken(run("deploy-spacelift"), Shapes.spacelift())
                .with("TF_VAR_spacelift_run_id", value)
                .with("MACHINE_ID_OPT_EXPECT_BOT", value);

        Outcome outcome = run.phase(Phase.INIT, "echo the phase ran");

        assertThat(outcome.code()).as(outcome.log()).isEqualTo(Outcome.HOOK_FAILED);
        assertThat(run.workspace().resolve("pwned")).doesNotExist();
        assertThat(run.source().resolve("pwned")).doesNotExist();
        endsClean(run, "FAILED");
    }

    @Test
    void directories_withHostileNames_doNoHarm() throws Exception {
        Path hostile = Files.createDirectory(directory.resolve("it's \"own\" $(touch pwned) %h"));
        Run run = idToken(new Worker(hostile, cluster).run("deploy-spacelift"), Shapes.spacelift())
                .with("MACHINE_ID_OPT_SSH", "false");

        Outcome outcome = works(run.phase(Phase.INIT, "test -f \"$MACHINE_ID_IDENTITY_FILE\" && echo there"));

        assertThat(outcome.log()).contains("there");
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

    @Test
    void directory_inTheWorkspace_isRefused() throws Exception {
        Run run = idToken(run("deploy-spacelift"), Shapes.spacelift());
        run.with(
                "MACHINE_ID_OPT_DIRECTORY",
                run.workspace().resolve("credentials").toString());

        refused(run, run.phase(Phase.INIT, "echo the phase ran"), "MID-1602");
        assertThat(run.workspace().resolve("credentials")).doesNotExist();
    }

    @Test
    void phase_thatFails_leavesNothingAfterTheRun() throws Exception {
        Run run = idToken(run("apply-app"), Shapes.spacelift());

        Outcome apply = run.phase(Phase.APPLY, REACH + "; exit 3");

        assertThat(apply.log()).contains("reached by bot-apply");
        assertThat(apply.code()).isEqualTo(3);
        endsClean(run, "FAILED");
    }

    @Test
    void run_discardedWhileItWaits_leftNothingInTheWorkspace() throws Exception {
        Run run = idToken(run("deploy-spacelift"), Shapes.spacelift("read"));
        works(run.phase(Phase.INIT, "true"));
        works(run.phase(Phase.PLAN, "true"));

        run.pause(); // and nobody confirms: no after_run, only the workspace is still there

        assertThat(run.workspaceFilesWith("PRIVATE KEY")).isEmpty();
        assertThat(run.workspaceFilesWith("CERTIFICATE")).isEmpty();
    }

    @Test
    void run_killedInAPhase_leftNothingInTheWorkspace() throws Exception {
        Run run = idToken(run("deploy-spacelift"), Shapes.spacelift());
        Process phase = run.start(Phase.APPLY, "echo started; exec sleep 100");
        try (BufferedReader log =
                new BufferedReader(new InputStreamReader(phase.getInputStream(), StandardCharsets.UTF_8))) {
            String line = log.readLine();
            while (line != null && !line.equals("started")) {
                line = log.readLine();
            }
            assertThat(line).isEqualTo("started");
            phase.destroyForcibly().waitFor();
        }

        assertThat(run.container().leftovers()).isNotEmpty();
        run.pause(); // the killed container goes with everything in it

        assertThat(run.workspaceFilesWith("PRIVATE KEY")).isEmpty();
        assertThat(run.workspaceFilesWith("CERTIFICATE")).isEmpty();
    }
}
