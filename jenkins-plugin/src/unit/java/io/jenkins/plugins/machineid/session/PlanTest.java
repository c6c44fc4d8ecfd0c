package io.jenkins.plugins.machineid.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Map<String, String> BASE = Map.of("proxy", "teleport.example.com", "token", "deploy");

    private static Plan plan(Map<String, String> more) throws SessionFailure {
        Map<String, String> options = new java.util.TreeMap<>(BASE);
        options.putAll(more);
        return Plan.checked(options, "id", "", "", "", line -> {});
    }

    @Test
    void words_areTheProgramsArguments_withoutTheDirectory() throws Exception {
        assertThat(plan(Map.of("ssh", "true", "directory", "/x", "renew", "false", "outputs", " "))
                        .words())
                .containsExactly("--proxy=teleport.example.com", "--ssh=true", "--token=deploy");
    }

    @Test
    void words_ofACopy_areOnlyWhatItUnderstands() throws Exception {
        Plan copy = Plan.checked(
                Map.of("proxy", "teleport.example.com", "ttl", "1h", "ssh", "true"), "", "/daemon", "", "", line -> {});
        assertThat(copy.words()).containsExactlyInAnyOrder("--proxy=teleport.example.com", "--ssh=true");
        assertThat(copy.copies()).isTrue();
    }

    @Test
    void words_ofACopyFromOurOwnDaemon_areThoseOfALogin_withoutAProof() throws Exception {
        Plan copy = Plan.checked(
                Map.of("proxy", "teleport.example.com", "from-daemon", "/run/x", "ttl", "1h"),
                "id",
                "",
                "",
                "",
                line -> {});
        assertThat(copy.words())
                .containsExactlyInAnyOrder("--proxy=teleport.example.com", "--from-daemon=/run/x", "--ttl=1h");
        assertThat(copy.copies()).isTrue();
        assertThat(copy.adopts()).isFalse();
        assertThat(copy.read(Map.of()).request().proof().oidc()).isEmpty();
    }

    @Test
    void withOpenssl_changesOnlySshOutputsThatLeaveTheWayOpen() throws Exception {
        Plan changed = plan(Map.of("ssh", "true", "kubernetes", "staging")).withOpenssl();
        assertThat(changed.words())
                .contains("--outputs=ssh,proxy-command=openssl kubernetes:staging")
                .noneMatch(word -> word.startsWith("--ssh") || word.startsWith("--kubernetes"));
        assertThat(changed.leavesTheWayOpen()).isFalse();
        assertThat(plan(Map.of("outputs", "ssh,proxy-command=program")).leavesTheWayOpen())
                .isFalse();
        assertThat(plan(Map.of()).leavesTheWayOpen()).isFalse();
    }

    @Test
    void checked_mistakes_areAllNamed() {
        assertThatThrownBy(() -> plan(Map.of("ttl", "soon", "outputs", "telnet")))
                .hasMessageContaining("2")
                .isInstanceOf(dev.machineid.core.report.InvalidRequestException.class);
        assertThatThrownBy(() -> Plan.checked(BASE, "", "", "", "moon", line -> {}))
                .isInstanceOf(SessionFailure.class)
                .hasMessageContaining("auto, agent or controller");
    }

    @Test
    void checked_warnings_areSaid() throws Exception {
        List<String> said = new ArrayList<>();
        Plan.checked(
                Map.of("proxy", "teleport.example.com", "token", "deploy", "ttl", "48h"), "", "", "", "", said::add);
        assertThat(said).singleElement().asString().startsWith("warning: ").contains("24h");
    }

    @Test
    void plan_savedAndRead_isTheSame() throws Exception {
        Plan read = LocalWorkplace.crossed(plan(Map.of("ssh", "true")));
        assertThat(read.words()).isEqualTo(plan(Map.of("ssh", "true")).words());
        assertThat(read.renews()).isTrue();
        assertThat(read.rehearses()).isFalse();
    }
}
