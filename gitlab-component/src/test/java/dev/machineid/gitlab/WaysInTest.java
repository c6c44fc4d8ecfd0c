package dev.machineid.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One pipeline with a job for every way in and for every way to get it wrong. */
class WaysInTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(lab -> lab.bot("other", "ci")
            .joinToken(LabToken.gitlab("deploy-other").bot("other").allow(Map.of("project_path", "acme/app"))));

    private static final String JOBS = """
            hidden-job:
              extends: .machine-id
              stage: deploy
              script:
                - ssh -F "$MACHINE_ID_SSH_CONFIG" root@node-1 'echo "on $(uname -s) in $SSH_TELEPORT_CLUSTER_NAME"'
                - kubectl get pods
                - echo "id token ${MACHINE_ID_ID_TOKEN-none}, umask $(umask), in $(basename "$PWD"), functions $(command -v machine_id)"
                - machine_id status
                - echo "tsh reads $(head -n 1 "$MACHINE_ID_IDENTITY_FILE"), terraform $TF_TELEPORT_IDENTITY_FILE_PATH"

            reference-lists:
              extends: .machine-id
              stage: deploy
              before_script:
                - echo mine before
                - !reference [.machine-id, before_script]
                - echo "mine after, $(test -f "$MACHINE_ID_SSH_CONFIG" && echo logged in)"
              script:
                - ssh -F "$MACHINE_ID_SSH_CONFIG" root@node-1 'echo "on $(uname -s)"'
              after_script:
                - echo "mine, with ${MACHINE_ID_DIR:-nothing} of the script"
                - !reference [.machine-id, after_script]

            own-before-script:
              extends: .machine-id
              stage: deploy
              allow_failure: true
              before_script:
                - echo mine alone
              script:
                - kubectl get pods || echo "kubectl failed with $?"
                - ssh -F "$MACHINE_ID_SSH_CONFIG" root@node-1 true || echo "ssh failed with $?"
                - test -e "$MACHINE_ID_IDENTITY_FILE" || exit 7

            failing-script:
              extends: .machine-id
              stage: deploy
              allow_failure: true
              script:
                - test -d "$MACHINE_ID_DIR" && echo "had credentials"
                - exit 9

            other-identity:
              extends: .other-machine-id
              stage: deploy
              script:
                - machine_id status
                - 'ssh -F "$MACHINE_ID_SSH_CONFIG" root@node-1 true || echo "no ssh: $?"'
                - echo "kubeconfig ${KUBECONFIG-none}"
            """;

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static Pipeline pipeline;

    @SuppressWarnings("NullAway.Init")
    private static Pipeline.Run run;

    @BeforeAll
    static void run() throws Exception {
        LabCluster lab = LAB.cluster();
        Path certificate = Files.write(directory.resolve("ca.pem"), lab.webCaPem());
        ComponentProject component = ComponentProject.make(directory.resolve("component"));
        Include include =
                Include.of(lab, component, certificate).with("outputs", "identity ssh kubernetes:staging terraform");
        Include whole = include.with("job-name", "whole-job")
                .with("job-prefix", "whole-")
                .with(
                        "script",
                        "[ 'ssh -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 \"uname -s\"', 'echo \"id token ${MACHINE_ID_ID_TOKEN-none}\"' ]");
        Include other = include.with("job-prefix", "other-")
                .with("token", "deploy-other")
                .without("outputs");
        pipeline = new Pipeline(
                directory, component, "include:\n" + include.yaml() + whole.yaml() + other.yaml() + "\n" + JOBS);
        run = pipeline.run(
                "--variable",
                "MACHINE_ID_ID_TOKEN="
                        + lab.issuer().mint(Shapes.gitlab("lab-root")).reveal());
    }

    @Test
    void hiddenJob_everyOutput_isUsedByItsProgram() {
        assertThat(run.log("hidden-job"))
                .contains("bot ci in lab-root", "on Linux in lab-root", "app-staging", "Running")
                .contains("tsh reads -----BEGIN")
                .doesNotContain("terraform /dev/null");
    }

    @Test
    void hiddenJob_shellOfTheScript_isAsItWasButForTheIdToken() {
        assertThat(run.log("hidden-job")).contains("id token none, umask 0022, in app, functions machine_id");
    }

    @Test
    void referenceLists_ownLines_runAroundTheLogin() {
        assertThat(run.log("reference-lists"))
                .containsSubsequence("mine before", "bot ci in lab-root", "mine after, logged in", "on Linux")
                .containsSubsequence("mine, with /dev/null/machine-id-did-not-log-in", "machine-id: removed");
    }

    @Test
    void wholeJob_fromInputs_runsWithoutTheIdToken() {
        assertThat(run.log("whole-job"))
                .contains("bot ci in lab-root", "Linux", "id token none", "machine-id: removed");
    }

    @Test
    void ownBeforeScript_withoutTheReference_stopsAtAPathThatSaysWhy() {
        String reason = "/dev/null/machine-id-did-not-log-in.This-job-replaces-before_script";

        assertThat(run.log("own-before-script"))
                .contains("open " + reason, "kubectl failed with 1")
                .contains("Can't open user config file " + reason, "ssh failed with 255")
                .doesNotContain("bot ci");
        assertThat(run.output()).containsPattern("own-before-script .*WARN.* 7");
    }

    @Test
    void failingScript_endsTheJob_andCredentialsAreRemoved() {
        assertThat(run.log("failing-script"))
                .contains("had credentials")
                .containsPattern("machine-id: removed \\d+ files");
        assertThat(run.output()).containsPattern("failing-script .*WARN.* 9");
    }

    @Test
    void secondInclude_withAPrefix_isAnotherIdentityWithItsOwnOutputs() {
        assertThat(run.log("other-identity"))
                .contains("bot other in lab-root", "this-login-has-no-output-ssh", "no ssh: 255", "kubeconfig none");
        assertThat(run.log("hidden-job")).doesNotContain("bot other");
    }

    @Test
    void pipeline_afterAllJobs_leavesNothingBehind() {
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(pipeline.left()).isEmpty();
        assertThat(pipeline.logins()).isEmpty();
    }

    @Test
    void logs_anyJob_holdNoSecret() {
        assertThat(run.output()).doesNotContain("eyJ", "PRIVATE KEY-----\n");
        assertThat(run.logs()).hasSize(6);
    }
}
