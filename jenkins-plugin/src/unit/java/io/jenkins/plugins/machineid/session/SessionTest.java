package io.jenkins.plugins.machineid.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.machineid.Lab;
import io.jenkins.plugins.machineid.mask.LiveMasks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions with the real program, the real library and the local cluster, without Jenkins. */
class SessionTest {
    private static final String ID = "0000-session";

    @TempDir
    static Path lab;

    private static Lab cluster;
    private static String token;

    @TempDir
    Path directory;

    private final List<String> log = new ArrayList<>();
    private final Map<String, String> credentials = new LinkedHashMap<>();
    private LocalWorkplace place;

    @BeforeAll
    static void start() {
        cluster = Lab.start(lab.resolve("lab"));
        token = cluster.mint("jenkins");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void agent() throws IOException {
        place = new LocalWorkplace(directory);
        credentials.put("id-token", token);
    }

    @AfterEach
    void forget() {
        LiveMasks.forget(ID);
    }

    private Session session() {
        return session(Map.of("WORKSPACE", place.workspace.toString()));
    }

    private Session session(Map<String, String> build) {
        ProofSource proofs = id -> Optional.ofNullable(credentials.get(id)).map(ProofSource.Presented::of);
        return new Session(ID, ID, place, proofs, build, Map.of(), log::add);
    }

    private Plan plan(String joinOn, String... words) throws SessionFailure {
        return planBy("id-token", "", joinOn, words);
    }

    private Plan planBy(String credential, String daemon, String joinOn, String... words) throws SessionFailure {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("proxy", cluster.proxy());
        options.put("token", "deploy-jenkins");
        for (String word : words) {
            String[] parts = word.split("=", 2);
            options.put(parts[0], parts[1]);
        }
        return Plan.checked(options, credential, daemon, cluster.authority(), joinOn, log::add);
    }

    private String ssh(Map<String, String> environment) throws Exception {
        Process ssh = new ProcessBuilder(
                        "ssh", "-F", environment.get("MACHINE_ID_SSH_CONFIG"), "root@node-1", "echo", "reached")
                .redirectErrorStream(true)
                .start();
        String said = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ssh.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private List<Path> left() throws IOException {
        if (!Files.exists(place.folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(place.folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void open_joinsOnTheAgent_withTheTokenNowhereButInThePipe() throws Exception {
        Session session = session();
        Session.Opened opened = session.open(plan("", "ssh=true", "prefix=READ_"), build -> true);

        Map<String, String> environment = new LinkedHashMap<>();
        opened.state().environment().forEach((name, value) -> environment.put(name.replaceFirst("^READ_", ""), value));
        assertThat(opened.state().environment().keySet()).allMatch(name -> name.startsWith("READ_"));
        assertThat(ssh(environment)).isEqualTo("reached\n");
        assertThat(opened.answer().bot()).isEqualTo("ci");
        assertThat(opened.answer().method()).isEqualTo("generic_oidc");
        assertThat(opened.onController()).isFalse();
        assertThat(place.calls).allSatisfy(call -> {
            assertThat(call.words()).noneMatch(word -> word.contains(token));
            assertThat(call.variables().values()).noneMatch(value -> value.contains(token));
            assertThat(call.toString()).doesNotContain(token);
        });
        for (Path file : left()) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(token);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place.folder)))
                .isEqualTo("rwx------");
        session.close(Optional.of(opened.state()));
        assertThat(left()).isEmpty();
        session.close(Optional.of(opened.state()));
        assertThat(log).anyMatch(line -> line.contains("removed the credentials (0 files"));
    }

    @Test
    void renew_onTheAgent_replacesWhatTheVariablesLeadTo() throws Exception {
        Session session = session();
        Session.Opened first = session.open(plan("", "ssh=true"), build -> true);
        Path config = Path.of(first.state().environment().get("MACHINE_ID_SSH_CONFIG"));
        String before = Files.readString(config.resolveSibling("key-cert.pub"));

        Session.Opened second = session.renew(LocalWorkplace.crossed(first.state()));

        assertThat(second.state().environment()).containsEntry("MACHINE_ID_SSH_CONFIG", config.toString());
        assertThat(Files.readString(config.resolveSibling("key-cert.pub"))).isNotEqualTo(before);
        assertThat(ssh(second.state().environment())).isEqualTo("reached\n");
        session.close(Optional.of(second.state()));
    }

    @Test
    void open_whereTheControllerIsToJoin_writesTheSameOnTheAgent() throws Exception {
        Session session = session();
        Session.Opened first = session.open(plan("controller", "ssh=true"), build -> true);
        assertThat(first.onController()).isTrue();
        assertThat(ssh(first.state().environment())).isEqualTo("reached\n");
        Path config = Path.of(first.state().environment().get("MACHINE_ID_SSH_CONFIG"));
        String before = Files.readString(config.resolveSibling("key-cert.pub"));
        String key = Files.readString(config.resolveSibling("key"))
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();

        assertThat(LiveMasks.masked(ID, key)).doesNotContain(key);
        Session.Opened second = session.renew(first.state());

        assertThat(Files.readString(config.resolveSibling("key-cert.pub"))).isNotEqualTo(before);
        assertThat(ssh(second.state().environment())).isEqualTo("reached\n");
        session.close(Optional.of(second.state()));
        assertThat(left()).isEmpty();
    }

    @Test
    void open_whereTheAgentDoesNotReachTheCluster_isDoneByTheController() throws Exception {
        // The agent's way out is a proxy that is not there; the controller has none.
        Session session = session(Map.of("HTTPS_PROXY", "http://127.0.0.1:1", "NO_PROXY", "example.com"));
        Session.Opened opened = session.open(plan("auto", "timeout=5s"), build -> true);

        assertThat(opened.onController()).isTrue();
        assertThat(log).anyMatch(line -> line.contains("the controller joins, so the private key is made there"));
        session.close(Optional.of(opened.state()));
        SessionFailure insisted = catchThrowableOfType(
                SessionFailure.class, () -> session.open(plan("agent", "timeout=5s"), build -> true));
        assertThat(insisted).hasMessageContaining("error[MID-14");
        assertThat(insisted.isPassing()).isTrue();
        session.close(Optional.empty());
    }

    @Test
    void open_whereStepsRunWithoutJava_usesOpenssl() throws Exception {
        place.elsewhere = true;
        place.runsThere = false;
        Session session = session();
        Session.Opened opened = session.open(plan("", "ssh=true", "kubernetes=staging"), build -> true);

        String config = Files.readString(Path.of(opened.state().environment().get("MACHINE_ID_SSH_CONFIG")));
        assertThat(config)
                .contains("exec ssh -F")
                .doesNotContain("machine-id.jar")
                .doesNotContain("/bin/java");
        assertThat(ssh(opened.state().environment())).isEqualTo("reached\n");
        assertThat(opened.state().environment()).containsKey("KUBECONFIG");
        assertThat(log).anyMatch(line -> line.contains("ssh will connect with openssl"));
        session.close(Optional.of(opened.state()));
    }

    @Test
    void open_whereStepsRunInAContainerWithJava_keepsTheProgram() throws Exception {
        place.elsewhere = true;
        Session session = session();
        Session.Opened opened = session.open(plan("", "ssh=true"), build -> true);

        assertThat(Files.readString(Path.of(opened.state().environment().get("MACHINE_ID_SSH_CONFIG"))))
                .contains("/bin/java", "caches/machine-id/");
        session.close(Optional.of(opened.state()));
    }

    @Test
    void open_ofADaemonsDirectory_copiesAndNeverDeletes() throws Exception {
        Session daemon = session();
        Session.Opened kept = daemon.open(plan("", "directory=" + directory.resolve("daemon")), build -> true);
        assertThat(kept.directory()).isEqualTo(directory.resolve("daemon").toString());

        Session session = session();
        Session.Opened opened = session.open(
                planBy("", directory.resolve("daemon").toString(), "", "ssh=true", "expect-bot=ci"), build -> true);

        assertThat(opened.answer().method()).isEqualTo("directory");
        assertThat(ssh(opened.state().environment())).isEqualTo("reached\n");
        session.renew(opened.state());
        session.close(Optional.of(opened.state()));
        assertThat(left()).isEmpty();
        assertThat(directory.resolve("daemon/generations/1/identity")).isRegularFile();
        daemon.close(Optional.of(kept.state()));
        assertThat(directory.resolve("daemon")).doesNotExist();
    }

    @Test
    void open_dry_checksAndLeavesNoVariables() throws Exception {
        Session.Opened opened = session().open(plan("", "dry-run=true"), build -> true);

        assertThat(opened.state().environment()).isEmpty();
        assertThat(log).anyMatch(line -> line.contains("would join lab-root"));
    }

    @Test
    void open_refused_isOneExplainedFailureWithoutTheToken() throws Exception {
        SessionFailure refused = catchThrowableOfType(
                SessionFailure.class, () -> session().open(plan("", "token=nobody-knows"), build -> true));

        assertThat(refused).hasMessageContaining("error[MID-1201]").hasMessageContaining("hint:");
        assertThat(refused.getMessage()).doesNotContain(token);
        assertThat(refused.isPassing()).isFalse();
        SessionFailure controller = catchThrowableOfType(
                SessionFailure.class, () -> session().open(plan("controller", "token=nobody-knows"), build -> true));
        assertThat(controller).hasMessageContaining("error[MID-1201]");
        SessionFailure withoutProof = catchThrowableOfType(
                SessionFailure.class, () -> session().open(planBy("", "", "controller"), build -> true));
        assertThat(withoutProof).hasMessageContaining("credentialsId");
        SessionFailure agentsFile = catchThrowableOfType(
                SessionFailure.class, () -> session().open(plan("controller", "ca-file=ca.pem"), build -> true));
        assertThat(agentsFile).hasMessageContaining("caFile");
    }

    @Test
    void open_withATokenInAVariableOfTheBuild_handsOnThatOneAlone() throws Exception {
        Session session = session(Map.of("MY_TOKEN", token, "OTHER", "secret-of-another-step"));
        Session.Opened opened = session.open(planBy("", "", "", "oidc-env=MY_TOKEN"), build -> true);

        assertThat(opened.answer().bot()).isEqualTo("ci");
        assertThat(place.calls.get(0).variables()).containsOnlyKeys("MY_TOKEN");
        assertThat(LiveMasks.masked(ID, token)).isEqualTo("****");
        session.close(Optional.of(opened.state()));
    }

    @Test
    void open_removesWhatBuildsThatAreOverLeft_andNothingOfOthers() throws Exception {
        for (String old : List.of("ended#1", "running#7")) {
            place.build = old;
            new Session(
                            old.substring(0, 5) + "-block",
                            "other",
                            place,
                            id -> Optional.of(ProofSource.Presented.of(token)),
                            Map.of(),
                            Map.of(),
                            log::add)
                    .open(plan(""), build -> true);
        }
        place.build = "deploy#1";
        Session.Opened opened = session().open(plan(""), build -> build.equals("running#7"));

        assertThat(place.folder.resolve("ended-block")).doesNotExist();
        assertThat(place.folder.resolve("runni-block/current/identity")).isRegularFile();
        assertThat(log).anyMatch(line -> line.contains("1 earlier block(s) left behind"));
        session().close(Optional.of(opened.state()));
        LiveMasks.forget("other");
    }

    @Test
    void close_ofAnAgentThatIsGone_isSaidAndFailsNothing() throws Exception {
        Session session = session();
        Session.Opened opened = session.open(plan(""), build -> true);
        place.gone = true;

        session.close(Optional.of(opened.state()));

        assertThat(log).anyMatch(line -> line.contains("could not be removed (the agent is gone)"));
    }

    @Test
    void renew_afterARefusal_leavesWhatIsThere() throws Exception {
        Session session = session();
        Session.Opened opened = session.open(plan("", "ssh=true"), build -> true);
        credentials.put("id-token", "eyJhbGciOiJub25lIn0.eyJleHAiOjF9.c2ln");

        SessionFailure failed = catchThrowableOfType(SessionFailure.class, () -> session.renew(opened.state()));

        assertThat(failed).hasMessageContaining("MID-11");
        assertThat(ssh(opened.state().environment())).isEqualTo("reached\n");
        session.close(Optional.of(opened.state()));
    }
}
