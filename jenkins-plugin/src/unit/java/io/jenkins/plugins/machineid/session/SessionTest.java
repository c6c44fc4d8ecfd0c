package io.jenkins.plugins.machineid.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.machineid.mask.LiveMasks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a session opens and renews. */
class SessionTest extends SessionFixture {
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
    void open_wrongClaimWithTheRulesAtHand_namesTheLineToChangeInTheBuildsLog() throws Exception {
        Path rules = Files.writeString(directory.resolve("join-token.yaml"), """
                kind: token
                metadata: {name: deploy-jenkins}
                spec:
                  join_method: generic_oidc
                  generic_oidc: {must_match_fields: {sub: 'https://jenkins.acme.example/job/app/'}}
                """);
        credentials.put("id-token", cluster.mint("jenkins-other"));
        SessionFailure refused = catchThrowableOfType(
                SessionFailure.class,
                () -> session().open(plan("", "join-method=generic_oidc", "rules=" + rules), build -> true));

        assertThat(refused)
                .hasMessageContaining("error[MID-1203]")
                .hasMessageContaining("with tctl edit token/deploy-jenkins, set"
                        + " spec.generic_oidc.must_match_fields.sub to \"https://jenkins.acme.example/job/other/\"");
        assertThat(refused.isPassing()).isFalse();
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
}
