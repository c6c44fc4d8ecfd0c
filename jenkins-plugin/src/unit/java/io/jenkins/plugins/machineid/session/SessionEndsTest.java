package io.jenkins.plugins.machineid.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.machineid.mask.LiveMasks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sessions that are refused, that end, and that take what others keep or left. */
class SessionEndsTest extends SessionFixture {
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
    void open_fromOurOwnDaemon_copiesItsGeneration_andRenewsWithIt() throws Exception {
        Path kept = directory.toRealPath().resolve("kept");
        keep(kept, "generations/1");

        Session session = session();
        Session.Opened opened = session.open(planBy("", "", "", "from-daemon=" + kept, "expect-bot=ci"), build -> true);

        assertThat(opened.answer().method()).isEqualTo("daemon");
        assertThat(ssh(opened.state().environment())).isEqualTo("reached\n");
        keep(kept, "generations/2");
        Session.Opened renewed = session.renew(opened.state());
        assertThat(renewed.answer().expires()).isAfterOrEqualTo(opened.answer().expires());
        assertThat(ssh(renewed.state().environment())).isEqualTo("reached\n");
        session.close(Optional.of(opened.state()));
        assertThat(left()).isEmpty();
        assertThat(kept.resolve("current/identity")).isRegularFile();
    }

    /** What machine-id daemon does, once. */
    private void keep(Path kept, String generation) throws Exception {
        Path program = Files.write(directory.resolve("program.jar"), ProgramBundle.content());
        Path file = Files.writeString(
                directory.resolve("daemon.yaml"),
                "proxy: " + cluster.proxy() + "\nca-file: " + cluster.authorityFile() + "\ntoken: deploy-jenkins"
                        + "\njoin-method: generic_oidc\noidc-env: ID\nssh: true\ndirectory: " + kept + "\n");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        program.toString(),
                        "daemon",
                        "--config",
                        file.toString(),
                        "--once")
                .redirectErrorStream(true);
        builder.environment().put("ID", token);
        Process once = builder.start();
        String said = new String(once.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(once.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(once.exitValue()).as(said).isZero();
        assertThat(kept.resolve(generation + "/identity")).isRegularFile();
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
        credentials.put("secret", "deploy-secret");
        Plan stateful = planBy(
                "secret", "", "controller", "join-method=token", "state-directory=" + directory.resolve("state"));
        SessionFailure agentsState =
                catchThrowableOfType(SessionFailure.class, () -> session().open(stateful, build -> true));
        assertThat(agentsState).hasMessageContaining("stateDirectory");
        assertThat(directory.resolve("state")).doesNotExist();
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
