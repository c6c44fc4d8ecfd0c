package dev.machineid.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.DaemonOnce;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.RunShapes;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that must not get credentials: each fails before its script, says why, and leaves nothing. */
class RefusalsTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension();

    private static final String SCRIPT =
            "\n  stage: deploy\n  allow_failure: true\n  script: [ 'echo the script ran' ]\n";

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
        Include include = Include.of(lab, component, certificate);
        Path rules = Files.writeString(directory.resolve("join-token.yaml"), """
                kind: token
                metadata: {name: deploy-gitlab}
                spec: {join_method: gitlab, gitlab: {allow: [{project_path: acme/*, ref_type: branch}]}}
                """);
        TokenShape shape = Shapes.gitlab("lab-root");
        String good = lab.issuer().mint(shape).reveal();
        // What a shell would run if an input became part of its text.
        String hostile =
                "\"x'; touch pwned; echo $(touch pwned) `touch pwned` \\\" & touch pwned \\n touch pwned\\n#\"";
        String file = "include:\n"
                + include.yaml()
                + include.with("job-prefix", "port-").without("cluster-name").yaml()
                + include.with("job-prefix", "hostile-token-")
                        .with("token", hostile)
                        .yaml()
                + include.with("job-prefix", "hostile-outputs-")
                        .with("outputs", hostile)
                        .yaml()
                + include.with("job-prefix", "hostile-roles-")
                        .with("roles", hostile)
                        .yaml()
                + include.with("job-prefix", "hostile-base-")
                        .with("download-base", hostile)
                        .yaml()
                + include.with("job-prefix", "hostile-directory-")
                        .with("directory", hostile)
                        .yaml()
                + include.with("job-prefix", "workspace-")
                        .with("directory", "$CI_PROJECT_DIR")
                        .yaml()
                + include.with("job-prefix", "no-program-")
                        .with("download-base", "none")
                        .yaml()
                + include.with("job-prefix", "rules-")
                        .with("rules", rules.toString())
                        .yaml()
                + include.with("job-prefix", "env0-")
                        .with("join-method", "env0")
                        .with("token", "deploy-env0")
                        .with("oidc-env", "OTHER_TOKEN")
                        .yaml()
                + include.with("job-prefix", "dry-").with("dry-run", "true").yaml()
                + include.with("job-prefix", "kept-")
                        .with(
                                "from-daemon",
                                DaemonOnce.fill(lab, component.release().resolve("machine-id.jar"), directory, "ssh")
                                        .toString())
                        .yaml()
                + include.with("job-prefix", "mfa-").with("token", "mfa-gitlab").yaml()
                + include.with("job-prefix", "part-")
                        .with("token", "mfa-part-gitlab")
                        .yaml()
                + job("second-factor", ".mfa-machine-id", good)
                + job("second-factor-for-some", ".part-machine-id", good)
                + job("no-token", ".machine-id", "")
                + job(
                        "wrong-audience",
                        ".machine-id",
                        lab.issuer().mint(shape.withAudience("other-cluster")).reveal())
                + job(
                        "expired",
                        ".machine-id",
                        lab.issuer()
                                .mint(shape.withLife(Duration.ofMinutes(-5)))
                                .reveal())
                + job(
                        "other-project",
                        ".machine-id",
                        lab.issuer()
                                .mint(shape.with("project_path", "evil/app"))
                                .reveal())
                + job(
                        "a-tag",
                        ".rules-machine-id",
                        lab.issuer().mint(shape.with("ref_type", "tag")).reveal())
                + job(
                        "another-method",
                        ".env0-machine-id",
                        good,
                        "OTHER_TOKEN: " + lab.issuer().mint(RunShapes.env0()).reveal())
                + job("from-a-daemon", ".kept-machine-id", "")
                + job("port", ".port-machine-id", good)
                + job("hostile-token", ".hostile-token-machine-id", good)
                + job("hostile-outputs", ".hostile-outputs-machine-id", good)
                + job("hostile-roles", ".hostile-roles-machine-id", good)
                + job(
                        "hostile-base",
                        ".hostile-base-machine-id",
                        good,
                        "MACHINE_ID_CACHE: " + directory.resolve("empty"))
                + job("hostile-directory", ".hostile-directory-machine-id", good)
                + job("workspace", ".workspace-machine-id", good)
                + job("no-program", ".no-program-machine-id", good, "MACHINE_ID_CACHE: " + directory.resolve("empty"))
                + job(
                        "image-with-the-program",
                        ".no-program-machine-id",
                        good,
                        "MACHINE_ID_CACHE: " + directory.resolve("empty"),
                        "MACHINE_ID_HOME: " + component.release())
                + job("twice", ".machine-id", good)
                + "  before_script: [ !reference [.machine-id, before_script], !reference [.machine-id, before_script] ]\n"
                + "dry:\n  extends: .dry-machine-id\n  stage: deploy\n  variables: { MACHINE_ID_ID_TOKEN: " + good
                + " }\n  script: [ 'ssh -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 true || echo \"no ssh: $?\"' ]\n";
        pipeline = new Pipeline(directory, component, file);
        run = pipeline.run();
    }

    private static String job(String name, String hidden, String token, String... variables) {
        return name + ":\n  extends: " + hidden + "\n  variables:\n    MACHINE_ID_ID_TOKEN: \"" + token + "\"\n"
                + Stream.of(variables).map(line -> "    " + line + "\n").collect(Collectors.joining())
                + SCRIPT;
    }

    private static void refused(String job, String... words) {
        assertThat(run.log(job)).contains(words).contains("hint: ").doesNotContain("the script ran");
        assertThat(run.output()).containsPattern("(?m)^" + job + " .*WARN");
    }

    @Test
    void noToken_saysWhichKeywordIsMissing() {
        refused("no-token", "error[MID-1102]", "id_tokens");
    }

    @Test
    void wrongAudience_isTheClustersRefusal() {
        refused("wrong-audience", "error[MID-12", "other-cluster");
    }

    @Test
    void expiredToken_isToldBeforeTheJoin() {
        refused("expired", "error[MID-1105]");
    }

    @Test
    void otherProject_showsTheClaims() {
        refused("other-project", "error[MID-1203]", "evil/app");
    }

    @Test
    void wrongClaim_withTheRulesAtHand_namesTheLineToChange() {
        refused(
                "a-tag",
                "error[MID-1203]",
                "with tctl edit token/deploy-gitlab, set spec.gitlab.allow[0].ref_type to \"tag\"");
    }

    @Test
    void rolesThatAskForASecondFactor_areNamed() {
        refused("second-factor", "error[MID-1230]", "the role mfa asks for a second factor");
        assertThat(run.log("second-factor-for-some"))
                .contains("warning: the role mfa-prod asks for a second factor", "the script ran");
    }

    @Test
    void anotherJoinMethod_byItsInput_joins() {
        assertThat(run.log("another-method")).contains("bot ci in lab-root", "the script ran");
    }

    @Test
    void ownRunner_withADaemon_copiesInsteadOfJoining() {
        assertThat(run.log("from-a-daemon")).contains("taken from a daemon", "the script ran");
    }

    @Test
    void portInTheAudience_isToldWithItsReason() {
        refused(
                "port",
                "error[MID-1920]",
                "which is no name of a cluster: it has a port",
                "give the input cluster-name");
    }

    @Test
    void hostileInputs_areValuesAndNeverCommands() {
        refused("hostile-token", "error[MID-");
        refused("hostile-outputs", "error[MID-10");
        refused("hostile-roles", "error[MID-");
        refused("hostile-base", "error[MID-18");
        refused("hostile-directory", "error[MID-1923]");
        assertThat(Tree.files(directory, "component")).noneMatch(file -> file.endsWith("pwned"));
    }

    @Test
    void directoryInTheProject_isRefused() {
        refused("workspace", "error[MID-16", "workspace");
    }

    @Test
    void noProgramAndNoDownload_saysHowToBringIt() {
        refused("no-program", "error[MID-1812]", "MACHINE_ID_HOME");
    }

    @Test
    void imageWithTheProgram_needsNoDownload() {
        assertThat(run.log("image-with-the-program")).contains("bot ci in lab-root", "the script ran");
    }

    @Test
    void twoLoginsInOneJob_areRefused() {
        refused("twice", "error[MID-1922]", "job-prefix");
    }

    @Test
    void dryRun_givesNoCredentials() {
        assertThat(run.log("dry")).contains("dry run: would join lab-root", "no ssh: 255");
    }

    @Test
    void pipeline_afterAllRefusals_leavesNothing() {
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(pipeline.left()).isEmpty();
        assertThat(pipeline.logins()).isEmpty();
        assertThat(run.logs()).hasSize(20);
    }
}
