package dev.machineid.circleci.orb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.circleci.expand.JobRunner;
import dev.machineid.lab.DaemonOnce;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.issuer.RunShapes;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that go wrong, last long, are hostile or run in strange images; released form of the orb, real ssh. */
@Timeout(120)
class JobsTest extends OrbOnLab {
    private static final String EXEC = "Run a command with Teleport credentials";

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(lab -> lab.role(
                    LabRole.of("short", "root", "ci").withMaxSessionTtl(Duration.ofSeconds(10)))
            .bot("short", "short")
            .joinToken(LabToken.circleci("short-circleci")
                    .bot("short")
                    .allow(Map.of("project_id", ExamplesTest.PROJECT))));

    @Test
    void failingStep_failsTheJob_andStillLogsOut() throws Exception {
        JobRunner.Outcome outcome = job.withToken()
                .steps("  "
                        + block(
                                ", ssh: true",
                                run(
                                        "bad",
                                        "test -s \"$MACHINE_ID_SSH_CONFIG\"; until grep -q renewer \"${MACHINE_ID_DIR%/current}/.machine-id.json\"; do sleep 0.1; done; exit 7"),
                                run("next", "echo x"))
                        + ",\n  {run: {name: report, when: on_fail, command: echo told}}");

        assertThat(outcome.failed()).isTrue();
        assertThat(outcome.of("bad").code()).isEqualTo(7);
        assertThat(outcome.of("next").ran()).isFalse();
        assertThat(outcome.of("report").output()).contains("told");
        assertThat(outcome.of(LOGOUT).output()).contains("ended the renewal").contains("removed ");
        assertThat(job.left()).isEmpty();
        assertThat(outcome.abandoned()).isZero();
    }

    @Test
    void failingStep_afterItsTunnelWasUsed_endsTheTunnelsToo() throws Exception {
        JobRunner.Outcome outcome = job.withToken()
                .steps(
                        "  "
                                + block(
                                        ", outputs: \"application:hello,port=auto database:pg-main,user=ci,name=app,port=auto\", renew: false",
                                        run(
                                                "bad",
                                                "psql -Atc 'select 1'; curl -sS \"http://$MACHINE_ID_APPLICATION_TUNNEL/x\"; rm \"${MACHINE_ID_DIR}/application/hello/tls.crt\"; curl -sS \"http://$MACHINE_ID_APPLICATION_TUNNEL/y\"; exit 7")));

        assertThat(outcome.failed()).isTrue();
        assertThat(outcome.of("bad").output()).contains("bot-ci as ci in app of pg-main", "bot-ci at hello/x");
        assertThat(outcome.of(LOGOUT).output())
                .contains("ended the tunnels", "the tunnels said:", "MID-1504", "removed ");
        assertThat(job.left()).isEmpty();
        assertThat(outcome.abandoned()).isZero();
    }

    @Test
    void missingToken_saysWhichOfTheTwoToSwitchOn_andRunsNothing() throws Exception {
        job.program("circleci", "exit 127");
        job.variables.remove("CIRCLE_ORGANIZATION_ID");

        JobRunner.Outcome outcome = job.steps("  " + block("", run("mine", "echo x")));

        assertThat(outcome.of(LOGIN).code()).isEqualTo(4);
        assertThat(outcome.of(LOGIN).output())
                .contains("MID-1102")
                .contains("one of the two")
                .contains("context: [NAME]")
                .contains("circleci run oidc get");
        assertThat(outcome.of("mine").ran()).isFalse();
        assertThat(outcome.of(LOGOUT).output()).contains("nothing to remove");
        assertThat(job.left()).isEmpty();
    }

    @Test
    void ownMachine_withADaemon_copiesInsteadOfJoining() throws Exception {
        Path kept = DaemonOnce.fill(LAB.cluster(), Tree.PROGRAM, directory, "ssh");

        JobRunner.Outcome outcome = job.steps("  "
                + block(
                        ", from_daemon: '" + kept + "'",
                        run("mine", "ssh -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 uptime")));

        assertThat(outcome.of("mine").output()).as(outcome.output()).contains("load average");
        assertThat(outcome.of(LOGIN).output()).contains("taken from a daemon");
        assertThat(job.left()).isEmpty();
        assertThat(kept.resolve("current/identity")).isRegularFile();
    }

    @Test
    void mintingThatFails_isTriedThreeTimes() throws Exception {
        job.program("circleci", "echo call >>'" + job.calls() + "'; exit 1");

        JobRunner.Outcome outcome = job.steps("  " + block("", run("mine", "echo x")));

        assertThat(outcome.of(LOGIN).output()).contains("MID-1103").contains("one of the two");
        assertThat(Files.readAllLines(job.calls())).hasSize(3);
        assertThat(job.left()).isEmpty();
    }

    @Test
    void withoutAContext_theTokenIsMinted_andShownNowhere() throws Exception {
        JobRunner.Outcome outcome = job.minting(LabJob.ORGANIZATION)
                .steps("  "
                        + block(", ssh: true", run("mine", "ssh -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 uptime")));

        assertThat(outcome.of("mine").output()).as(outcome.output()).contains("load average");
        assertThat(Files.readAllLines(job.calls()))
                .first()
                .isEqualTo("run oidc get --claims {\"aud\":\"" + LabJob.ORGANIZATION + "\"}");
        job.secrets().forEach(secret -> assertThat(outcome.output()).doesNotContain(secret));
        assertThat(job.left()).isEmpty();
    }

    @Test
    void wrongClaim_withTheRulesAtHand_namesTheLineToChange() throws Exception {
        JobRunner.Outcome outcome = job.withToken(
                        Shapes.circleci().with("oidc.circleci.com/project-id", "99999999-0000-4000-8000-000000000009"))
                .steps("  " + block(", rules: '" + job.rules(ExamplesTest.PROJECT) + "'", run("mine", "echo x")));

        assertThat(outcome.of(LOGIN).code()).isEqualTo(5);
        assertThat(outcome.of(LOGIN).output())
                .contains("MID-1203")
                .contains("with tctl edit token/deploy-circleci, set spec.circleci.allow[0].project_id to"
                        + " \"99999999-0000-4000-8000-000000000009\"");
        assertThat(outcome.of("mine").ran()).isFalse();
        assertThat(job.left()).isEmpty();
    }

    @Test
    void anotherJoinMethod_byItsParameter_joins() throws Exception {
        job.variables.put(
                "OTHER_TOKEN", LAB.cluster().issuer().mint(RunShapes.env0()).reveal());
        JobRunner.Outcome outcome = job.steps("  "
                + block(
                                ", join_method: env0, oidc_env: OTHER_TOKEN, renew: false",
                                run("mine", "test -s \"$MACHINE_ID_IDENTITY_FILE\" && echo here"))
                        .replace("deploy-circleci", "deploy-env0"));

        assertThat(outcome.of("mine").output()).as(outcome.output()).contains("here");
        assertThat(job.left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$(touch pwned)",
                "`touch pwned`",
                "x\"; touch pwned; \"",
                "x''; touch pwned; ''",
                "--debug; touch pwned",
                "x\\\"\ntouch pwned\n"
            })
    void hostileValues_areNeverRun(String hostile) throws Exception {
        String value = "'" + hostile.replace("\n", "\n\n") + "'";
        for (String parameter : List.of("token", "outputs", "prefix")) {
            String rest = parameter.equals("token") ? "" : ", token: deploy-circleci";
            JobRunner.Outcome outcome = job.withToken()
                    .steps("  machine-id/login: {proxy: teleport.example.com" + rest + ", " + parameter + ": " + value
                            + "},\n  machine-id/logout: {" + (parameter.equals("prefix") ? "prefix: " + value : "")
                            + "}");

            assertThat(outcome.of(LOGIN).code()).as(outcome.output()).isIn(2, 5);
        }
        assertThat(job.work).isEmptyDirectory();
        assertThat(job.left()).isEmpty();
    }

    @Test
    void execCommand_reachesTheShellAsItIs() throws Exception {
        job.digits = false;
        JobRunner.Outcome outcome = job.withToken()
                .steps(
                        "  machine-id/exec: {" + PLACE
                                + ", command: 'printf \"%s|\" \"a  b\" ''$x'' \"\\$(id)\"; printf \"%s\" \"${CIRCLE_OIDC_TOKEN:-no token}${PARAM_TOKEN:-}\"'}");

        assertThat(outcome.of(EXEC).output()).as(outcome.output()).contains("a  b|$x|$(id)|no token");
        assertThat(job.left()).isEmpty();
    }

    @Test
    void execCommand_failing_failsTheStepWithItsCode() throws Exception {
        JobRunner.Outcome outcome =
                job.withToken().steps("  machine-id/exec: {" + PLACE + ", command: 'false | true; echo not here'}");

        assertThat(outcome.of(EXEC).code()).isEqualTo(1);
        assertThat(outcome.of(EXEC).output()).doesNotContain("not here");
        assertThat(job.left()).isEmpty();
    }

    @Test
    void longBlock_isRenewedWithANewToken() throws Exception {
        JobRunner.Outcome outcome = job.withToken()
                .minting(LabJob.ORGANIZATION)
                .steps("  "
                        + block(
                                        ", ssh: true",
                                        run(
                                                "long",
                                                "until [ \"$(readlink \"$MACHINE_ID_DIR\")\" = generations/2 ]; do sleep 0.2; done; "
                                                        + "ssh -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 uptime"))
                                .replace("deploy-circleci", "short-circleci"));

        assertThat(outcome.of("long").output()).as(outcome.output()).contains("load average");
        assertThat(outcome.of("Renew the Teleport credentials until logout").output())
                .contains("renewed the credentials until ");
        assertThat(Files.readAllLines(job.calls())).as("the renewal minted").isNotEmpty();
        assertThat(job.left()).isEmpty();
        assertThat(outcome.abandoned()).isZero();
    }

    @Test
    void variables_areThereInTheBlockOnly_andTheJobsTokenOutsideOnly() throws Exception {
        String look = "echo \"<${MACHINE_ID_DIR:+dir}|${CIRCLE_OIDC_TOKEN:+token}|${CIRCLE_OIDC_TOKEN_V2:+token}>\"";
        JobRunner.Outcome outcome = job.withToken()
                .steps("  {" + run("before", look) + "},\n  " + block("", run("inside", look)) + ",\n  {"
                        + run("after", look) + "},\n  "
                        + block(", keep_id_token: true, renew: false", run("kept", look)));

        assertThat(outcome.of("before").output()).contains("<|token|token>");
        assertThat(outcome.of("inside").output()).contains("<dir||>");
        assertThat(outcome.of("after").output()).contains("<|token|token>");
        assertThat(outcome.of("kept").output()).contains("<dir|token|token>");
        assertThat(outcome.failed()).isFalse();
    }

    @Test
    void logout_aSecondTime_andWithoutItsProgram_neverFailsTheJob() throws Exception {
        JobRunner.Outcome twice = job.withToken()
                .steps("  machine-id/login: {" + PLACE
                        + "},\n  machine-id/logout,\n  machine-id/logout: {prefix: READ_}");
        assertThat(twice.failed()).as(twice.output()).isFalse();
        assertThat(job.left()).isEmpty();

        Files.writeString(job.bashEnv, "export MACHINE_ID_PROGRAM='/gone'\n");
        JobRunner.Outcome gone = job.steps("  machine-id/logout");
        assertThat(gone.failed()).isFalse();
        assertThat(gone.output()).contains("MID-1933").contains("may not be removed");
    }

    @Test
    void dryRun_joinsNothing() throws Exception {
        JobRunner.Outcome outcome =
                job.withToken().steps("  " + block(", dry_run: true", run("mine", "echo \"<${MACHINE_ID_DIR:-}>\"")));

        assertThat(outcome.failed()).as(outcome.output()).isFalse();
        assertThat(outcome.of(LOGIN).output()).contains("dry run: would join lab-root");
        assertThat(outcome.of("mine").output()).contains("<>");
        assertThat(job.left()).isEmpty();
    }
}
