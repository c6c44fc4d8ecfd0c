package io.jenkins.plugins.machineid.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.machineid.session.Plan;
import io.jenkins.plugins.machineid.session.SessionFailure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterChoiceTest {
    private static ClusterConfiguration entry(String name, String proxy, String token) {
        ClusterConfiguration entry = new ClusterConfiguration(name);
        entry.setProxy(proxy);
        entry.setToken(token);
        return entry;
    }

    private static ClusterScope scope(boolean locks, ClusterConfiguration... clusters) {
        return new ClusterScope(locks ? "Jenkins" : "the folder team", locks, List.of(clusters));
    }

    private static Map<String, String> over(String name, Map<String, String> own, ClusterScope... scopes)
            throws SessionFailure {
        return new ClusterChoice(List.of(scopes)).over(name, own);
    }

    @Test
    void nothingConfigured_isWhatTheBlockSays() throws Exception {
        assertThat(over("", Map.of("proxy", "p"))).containsOnly(Map.entry("proxy", "p"));
    }

    @Test
    void nearestPlace_wins_fieldByField() throws Exception {
        ClusterScope outer = scope(false, entry("prod", "outer", "outer-token"));
        ClusterScope inner = scope(false, entry("prod", "", "inner-token"), entry("own", "mine", ""));

        assertThat(over("prod", Map.of(), outer, inner))
                .containsEntry("proxy", "outer")
                .containsEntry("token", "inner-token");
        assertThat(over("prod", Map.of("token", "block"), outer, inner)).containsEntry("token", "block");
        assertThat(over("own", Map.of(), outer, inner)).containsOnly(Map.entry("proxy", "mine"));
    }

    @Test
    void blockWithoutAName_getsTheNearestFirst_orTheOneWithItsProxy() throws Exception {
        ClusterScope outer = scope(false, entry("prod", "one", "t1"), entry("test", "two", "t2"));

        assertThat(over("", Map.of(), outer)).containsEntry("token", "t1");
        assertThat(over("", Map.of("proxy", "two"), outer)).containsEntry("token", "t2");
        assertThat(over("", Map.of("proxy", "three"), outer)).containsOnly(Map.entry("proxy", "three"));
        assertThat(over("", Map.of(), outer, scope(false, entry("mine", "own", "t3"))))
                .containsEntry("token", "t3");
    }

    @Test
    void unknownName_isRefusedWithoutNamingOthers() {
        assertThatThrownBy(() -> over("none", Map.of(), scope(false, entry("secret-name", "p", "t"))))
                .hasMessageContaining("MID-1953")
                .hasMessageNotContaining("secret-name");
    }

    @Test
    void lock_keepsWhatItSets_andLetsTheRestBeSaid() throws Exception {
        ClusterScope lock = scope(true, entry("prod", "p", ""));
        ClusterScope inner = scope(false, entry("prod", "evil", "team-token"));

        assertThat(over("", Map.of("ttl", "20m"), lock, inner))
                .containsEntry("proxy", "p")
                .containsEntry("token", "team-token")
                .containsEntry("ttl", "20m");
        assertThat(over("", Map.of("proxy", "p"), lock, inner)).containsEntry("proxy", "p");
    }

    @Test
    void lock_refusesAnotherClusterOrAnotherTrust() {
        ClusterScope lock = scope(true, entry("prod", "p", "t"));
        ClusterScope inner = scope(false, entry("own", "evil", "t"));

        for (Map<String, String> own : List.of(
                Map.of("proxy", "evil"),
                Map.of("token", "other"),
                Map.of("ca-file", "mine.pem"),
                Map.of("ca-pins", "sha256:00"),
                Map.of("auth-server", "evil:3025"),
                Map.of("config", "file.yaml"))) {
            assertThatThrownBy(() -> over("", own, lock, inner)).as(own + "").hasMessageContaining("MID-1952");
        }
        assertThatThrownBy(() -> over("own", Map.of(), lock, inner)).hasMessageContaining("MID-1953");
        assertThatThrownBy(() -> over("", Map.of("proxy", "p"), scope(true))).hasMessageContaining("MID-1952");
    }

    @Test
    void lock_ofAFolder_allowsItsOwnClustersAndThoseAroundIt() throws Exception {
        ClusterScope jenkins = scope(false, entry("prod", "p", "t"));
        ClusterScope lock = scope(true, entry("team", "q", "u"));

        assertThat(over("prod", Map.of(), jenkins, lock)).containsEntry("proxy", "p");
        assertThat(over("team", Map.of(), jenkins, lock)).containsEntry("proxy", "q");
    }

    @Test
    void reader_putsTheBlockOverVariablesOverConfiguration() throws Exception {
        ClusterConfiguration configured = entry("prod", "p", "configured");
        configured.setTtl("10m");
        configured.setCredentialsId("id");
        configured.setCertificates("PEM");
        PlanReader reader = PlanReader.of(List.of(scope(false, configured)));
        Map<String, String> build = Map.of("MACHINE_ID_OPT_TTL", "20m", "MACHINE_ID_OPT_TOKEN", "variable");

        Plan plan = reader.read(
                new PlanReader.Said(Map.of("token", "block", "roles", ""), "", "", "agent", ""), build, line -> {});

        assertThat(plan.credentialsId()).isEqualTo("id");
        assertThat(reader.names()).containsExactly("prod");
        assertThatThrownBy(() -> reader.read(
                        new PlanReader.Said(Map.of(), "", "", "", ""), Map.of("MACHINE_ID_OPT_PORXY", "x"), line -> {}))
                .hasMessageContaining("MACHINE_ID_OPT_PORXY");
        assertThatThrownBy(() -> PlanReader.of(List.of())
                        .read(new PlanReader.Said(Map.of(), "", "", "", ""), Map.of(), line -> {}))
                .hasMessageContaining("proxy");
    }
}
