package dev.machineid.core.rules;

import static dev.machineid.core.rules.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {
    private static final JobFacts JOB = Samples.named(RulePlatform.GITLAB, Map.of(Fact.PROJECT, "acme/app"));

    private static Grants of(String output, List<String> roles, Map<OutputKind, List<String>> labels) {
        return new Grants(
                List.of(OutputSpec.parse(output)), roles, List.of(), List.of(), List.of(), labels, Optional.empty());
    }

    @Test
    void ssh_getsLoginsAndLabelsAndNoForwarding() {
        Map<?, ?> role = Samples.document(Samples.plan(JOB, Samples.ssh()).yaml(), "role");
        assertThat(role.get("version")).isEqualTo("v7");
        assertThat(at(role, "spec.allow"))
                .isEqualTo(Map.of("logins", List.of("deploy"), "node_labels", Map.of("env", List.of("prod"))));
        assertThat(at(role, "spec.options")).isEqualTo(Map.of("forward_agent", false, "port_forwarding", false));
    }

    @Test
    void kubernetes_getsGroupsLabelsAndNamespaces() {
        Grants grants = new Grants(
                List.of(OutputSpec.parse("kubernetes:staging")),
                List.of(),
                List.of(),
                List.of("ci"),
                List.of("web"),
                Map.of(OutputKind.KUBERNETES, List.of("env=a", "env=b")),
                Optional.empty());
        Map<?, ?> role = Samples.document(Samples.plan(JOB, grants).yaml(), "role");
        assertThat(at(role, "spec.allow.kubernetes_labels.env")).isEqualTo(List.of("a", "b"));
        assertThat(at(role, "spec.allow.kubernetes_resources.0.namespace")).isEqualTo("web");
        assertThat(at(role, "spec.allow.logins")).isNull();
    }

    @Test
    void workloadIdentity_getsItsLabelsAndTheRightToReadThem() {
        Grants grants =
                of("workload-identity:web", List.of(), Map.of(OutputKind.WORKLOAD_IDENTITY, List.of("team=web")));
        Map<?, ?> role = Samples.document(Samples.plan(JOB, grants).yaml(), "role");
        assertThat(at(role, "spec.allow.workload_identity_labels.team")).isEqualTo(List.of("web"));
        assertThat(at(role, "spec.allow.rules.0"))
                .isEqualTo(Map.of("resources", List.of("workload_identity"), "verbs", List.of("list", "read")));
    }

    @ParameterizedTest
    @CsvSource({
        "ssh,--login",
        "kubernetes:x,--kubernetes-group",
        "database:x,--database-label",
        "application:x,--application-label",
        "workload-identity:x,--workload-label"
    })
    void outputWithoutWhatItMayReach_isRefusedUnlessARoleIsThere(String output, String word) {
        assertThatThrownBy(() -> of(output, List.of(), Map.of()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        missing -> assertThat(missing.advice()).contains(word).contains("--role NAME"));
        String text = Samples.plan(JOB, of(output, List.of("access"), Map.of())).yaml();
        assertThat(text).doesNotContain("kind: role");
        assertThat(at(Samples.document(text, "bot"), "spec.roles")).isEqualTo(List.of("access"));
    }

    @Test
    void identityAlone_getsARoleThatReachesNothingAndSaysSo() {
        String text = Samples.plan(JOB, of("identity", List.of(), Map.of())).yaml();
        assertThat(at(Samples.document(text, "role"), "spec.allow")).isEqualTo(Map.of());
        assertThat(text).contains("reaches nothing yet");
    }

    @Test
    void ownRoleAndOthers_areBothTheBots() {
        Grants grants = new Grants(
                List.of(OutputSpec.parse("ssh")),
                List.of("reader"),
                List.of("deploy"),
                List.of(),
                List.of(),
                Map.of(OutputKind.SSH, List.of("a=b")),
                Optional.empty());
        assertThat(Samples.plan(JOB, grants).yaml())
                .contains("tctl bots add deploy --roles=deploy,reader --token=deploy-token\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"env", "=x", "env=", ""})
    void labelThatIsNone_isRefused(String label) {
        assertThatThrownBy(() -> of("ssh", List.of("r"), Map.of(OutputKind.SSH, List.of(label))))
                .hasMessageContaining("KEY=VALUE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a,b", "a;id", "$(id)", "a\nb"})
    void roleThatIsNoName_isRefused(String role) {
        assertThatThrownBy(() -> of("identity", List.of(role), Map.of())).hasMessageContaining("--role");
    }
}
