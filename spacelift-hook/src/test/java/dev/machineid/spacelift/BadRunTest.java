package dev.machineid.spacelift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.issuer.Shapes;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that do not go well: who is refused and how he is told, hostile values, and that nothing is left. */
class BadRunTest extends RunOnLab {
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
    void run_wrongClaimWithTheRulesAtHand_isToldTheLineToChange() throws Exception {
        Run run = idToken(run("apply-app"), Shapes.spacelift("read"));
        Path rules = Files.writeString(directory.resolve("join-token.yaml"), """
                kind: token
                metadata: {name: apply-app}
                spec:
                  join_method: spacelift
                  spacelift: {hostname: acme.app.spacelift.io, allow: [{space_id: production, scope: write}]}
                """);
        run.with("MACHINE_ID_OPT_RULES", rules.toString());

        refused(
                run,
                run.phase(Phase.INIT, "echo the phase ran"),
                "MID-1203",
                "with tctl edit token/apply-app, set spec.spacelift.allow[0].scope to \"read\"");
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
