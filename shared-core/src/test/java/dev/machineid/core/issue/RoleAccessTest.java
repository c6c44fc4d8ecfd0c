package dev.machineid.core.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.wire.types.LabelValues;
import dev.machineid.core.wire.types.Metadata;
import dev.machineid.core.wire.types.RoleConditions;
import dev.machineid.core.wire.types.RoleOptions;
import dev.machineid.core.wire.types.RoleSpecV6;
import dev.machineid.core.wire.types.RoleV6;
import dev.machineid.core.wire.types.Rule;
import dev.machineid.core.wire.types.StringValues;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleAccessTest {
    private static LabelValues labels(String key, String... values) {
        return LabelValues.newBuilder()
                .putValues(
                        key,
                        StringValues.newBuilder().addAllValues(List.of(values)).build())
                .build();
    }

    private static RoleAccess of(RoleConditions.Builder allow) {
        return of(RoleOptions.newBuilder(), allow);
    }

    private static RoleAccess of(RoleOptions.Builder options, RoleConditions.Builder allow) {
        return RoleAccess.of(RoleV6.newBuilder()
                .setMetadata(Metadata.newBuilder().setName("r"))
                .setSpec(RoleSpecV6.newBuilder().setOptions(options).setAllow(allow))
                .build());
    }

    @Test
    void of_anEmptyRole_letsNobodyInAndAsksNothing() {
        RoleAccess role = RoleAccess.of(RoleV6.getDefaultInstance());

        assertThat(role.name()).isEmpty();
        assertThat(role.demands()).isEqualTo(Demands.NONE);
        assertThat(role.some()).isEmpty();
        assertThat(role.longest()).isEmpty();
        assertThat(role.api()).isFalse();
    }

    @Test
    void of_anyLabel_isEverywhere() {
        RoleAccess role = of(RoleConditions.newBuilder()
                .addLogins("ci")
                .setNodeLabels(labels("*", "*"))
                .setAppLabels(labels("*", "a", "*"))
                .setKubernetesLabels(labels("env", "prod"))
                .addRules(Rule.getDefaultInstance()));

        assertThat(role.some()).containsExactlyInAnyOrder(Reach.NODES, Reach.APPLICATIONS, Reach.KUBERNETES);
        assertThat(role.all()).containsExactlyInAnyOrder(Reach.NODES, Reach.APPLICATIONS);
        assertThat(role.api()).isTrue();
    }

    @Test
    void of_nodesWithoutALogin_areOutOfReach() {
        assertThat(of(RoleConditions.newBuilder().setNodeLabels(labels("*", "*")))
                        .some())
                .isEmpty();
        assertThat(of(RoleConditions.newBuilder().addLogins("ci")).some()).isEmpty();
    }

    @Test
    void of_databases_areEverywhereOnlyForEveryUserAndName() {
        RoleConditions.Builder some =
                RoleConditions.newBuilder().setDatabaseLabels(labels("*", "*")).addDatabaseUsers("*");

        assertThat(of(some.clone()).some()).containsExactly(Reach.DATABASES);
        assertThat(of(some.clone()).all()).isEmpty();
        assertThat(of(some.addDatabaseNames("*")).all()).containsExactly(Reach.DATABASES);
    }

    @Test
    void of_labelExpressions_letIn() {
        RoleAccess role = of(RoleConditions.newBuilder()
                .addLogins("{{internal.logins}}")
                .setNodeLabelsExpression("labels[\"env\"] == \"prod\"")
                .setAppLabelsExpression(" ")
                .setDatabaseLabelsExpression("true")
                .setKubernetesLabelsExpression("true"));

        assertThat(role.some()).containsExactlyInAnyOrder(Reach.NODES, Reach.DATABASES, Reach.KUBERNETES);
        assertThat(role.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, '', false, false",
        "1, required, true, true",
        "5, optional, true, false",
        "-1, required-for-humans, true, false",
        "0, REQUIRED, false, false"
    })
    void of_whatItAsks(int mfa, String device, boolean sessionMfa, boolean trustedDevice) {
        RoleAccess role = of(
                RoleOptions.newBuilder().setRequireMFAType(mfa).setDeviceTrustMode(device),
                RoleConditions.newBuilder());

        assertThat(role.demands()).isEqualTo(new Demands(sessionMfa, trustedDevice));
    }

    @ParameterizedTest
    @CsvSource({"1200000000000, 20", "0, -1", "-1, -1", "9223372036854775807, 153722867"})
    void of_theLongestLife(long nanos, long minutes) {
        RoleAccess role = of(RoleOptions.newBuilder().setMaxSessionTTL(nanos), RoleConditions.newBuilder());

        assertThat(role.longest().map(Duration::toMinutes).orElse(-1L)).isEqualTo(minutes);
    }
}
