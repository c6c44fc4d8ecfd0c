package dev.machineid.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.issue.AccessLimits;
import dev.machineid.core.issue.Demands;
import dev.machineid.core.issue.Reach;
import dev.machineid.core.issue.RoleAccess;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.request.OutputSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HurdleTest {
    private static final Demands MFA = new Demands(true, false);
    private static final Demands DEVICE = new Demands(false, true);
    private static final Set<Reach> EVERYTHING = EnumSet.allOf(Reach.class);

    private static RoleAccess role(String name, Demands demands, Set<Reach> some, Set<Reach> all, String... logins) {
        return new RoleAccess(name, demands, Optional.empty(), List.of(logins), some, all, false);
    }

    private static RoleAccess everywhere(String name, Demands demands, String... logins) {
        return role(name, demands, EVERYTHING, EVERYTHING, logins);
    }

    private static RoleAccess somewhere(String name, Demands demands, String... logins) {
        return role(name, demands, EVERYTHING, Set.of(), logins);
    }

    private static RoleAccess withApi(RoleAccess role) {
        return new RoleAccess(
                role.name(), role.demands(), role.longest(), role.logins(), role.some(), role.all(), true);
    }

    private static AccessLimits roles(RoleAccess... roles) {
        return new AccessLimits(Demands.NONE, List.of(roles));
    }

    private static List<OutputSpec> outputs(String... texts) {
        return Stream.of(texts).map(OutputSpec::parse).toList();
    }

    private static DeniedException refused(Hurdle hurdle, AccessLimits limits, String... outputs) {
        DeniedException refusal =
                catchThrowableOfType(DeniedException.class, () -> hurdle.stop(limits, outputs(outputs)));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh", "kubernetes:staging", "application:wiki", "database:pg", "identity"})
    void stop_everyRoleAsks_refusesAndNamesRoleOutputAndWayOut(String output) {
        DeniedException refusal = refused(Hurdle.SESSION_MFA, roles(everywhere("mfa-role", MFA, "ci")), output);

        assertThat(refusal.code()).isEqualTo(ErrorCode.SESSION_MFA_REQUIRED);
        assertThat(refusal.what()).contains("the output " + output + " ", "the role mfa-role asks", "second factor");
        assertThat(refusal.advice()).contains("without require_session_mfa", "mfa-role");
    }

    @Test
    void stop_deviceTrust_namesRequiredForHumans() {
        DeniedException refusal = refused(Hurdle.DEVICE_TRUST, roles(somewhere("device-role", DEVICE, "ci")), "ssh");

        assertThat(refusal.code()).isEqualTo(ErrorCode.DEVICE_TRUST_REQUIRED);
        assertThat(refusal.what()).contains("the role device-role asks for a trusted device");
        assertThat(refusal.advice()).contains("device_trust_mode of device-role to required-for-humans");
    }

    @ParameterizedTest
    @CsvSource({"SESSION_MFA, roles of people instead of cluster-wide", "DEVICE_TRUST, required-for-humans"})
    void stop_theClusterAsks_refusesEvenWithoutRoles(Hurdle hurdle, String way) {
        DeniedException refusal =
                refused(hurdle, new AccessLimits(new Demands(true, true), List.of()), "ssh", "database:pg");

        assertThat(refusal.what()).contains("the outputs ssh, database:pg cannot", "the cluster asks");
        assertThat(refusal.advice()).contains(way);
    }

    @Test
    void stop_theClusterAsks_whatCallsTheApiIsOnlyWarned() {
        AccessLimits limits = new AccessLimits(MFA, List.of(withApi(everywhere("admin", Demands.NONE, "ci"))));

        assertThat(Hurdle.SESSION_MFA.stop(limits, outputs("identity")))
                .hasValueSatisfying(part -> assertThat(part.said()).contains("the cluster asks", "API is not"));
        assertThat(Hurdle.SESSION_MFA.stop(limits, outputs("terraform"))).isEmpty();
        assertThat(Hurdle.SESSION_MFA.stop(new AccessLimits(MFA, List.of()), outputs("identity")))
                .as("roles unknown, so the API may be what it is for")
                .isPresent();
    }

    @Test
    void stop_theStrictestRoleDecides_soOneThatAsksEverywhereIsEnough() {
        AccessLimits limits = roles(everywhere("open", Demands.NONE, "ci"), everywhere("strict", MFA, "ci", "root"));

        assertThat(refused(Hurdle.SESSION_MFA, limits, "ssh").what()).contains("the role strict asks");
        assertThat(refused(Hurdle.SESSION_MFA, limits, "kubernetes:a").what()).contains("the role strict asks");
    }

    @Test
    void stop_aLoginThatTheStrictRoleDoesNotName_staysOpen() {
        AccessLimits limits =
                roles(everywhere("open", Demands.NONE, "ci", "deploy"), everywhere("strict", MFA, "ci", "root"));

        assertThat(Hurdle.SESSION_MFA.stop(limits, outputs("ssh"))).hasValueSatisfying(part -> {
            assertThat(part.said()).contains("the role strict asks", "also where another role lets it in");
            assertThat(part.advice()).contains("in place of strict");
        });
    }

    @Test
    void stop_onlySomeTargets_isAWarning() {
        AccessLimits limits = roles(everywhere("open", Demands.NONE, "ci"), somewhere("prod", MFA, "ci"));

        assertThat(Hurdle.SESSION_MFA.stop(limits, outputs("ssh", "identity", "database:pg")))
                .hasValueSatisfying(part -> assertThat(part.said()).contains("the role prod asks"));
        assertThat(Hurdle.DEVICE_TRUST.stop(limits, outputs("ssh"))).isEmpty();
    }

    @Test
    void stop_aRoleForSomethingElse_isNoWordForOutputsThatDoNotUseIt() {
        AccessLimits limits = roles(
                role("nodes", Demands.NONE, Set.of(Reach.NODES), Set.of(Reach.NODES), "ci"),
                role("apps", MFA, Set.of(Reach.APPLICATIONS), Set.of(Reach.APPLICATIONS)));

        assertThat(Hurdle.SESSION_MFA.stop(limits, outputs("ssh"))).isEmpty();
        assertThat(Hurdle.SESSION_MFA.stop(limits, outputs("identity"))).isPresent();
        assertThat(refused(Hurdle.SESSION_MFA, limits, "ssh", "application:wiki")
                        .what())
                .contains("the output application:wiki cannot");
    }

    @Test
    void stop_rolesThatGrantNothingAndRolesUnknown_areLeftToTheServer() {
        assertThat(Hurdle.SESSION_MFA.stop(roles(role("empty", MFA, Set.of(), Set.of())), outputs("ssh", "identity")))
                .isEmpty();
        assertThat(Hurdle.SESSION_MFA.stop(AccessLimits.UNKNOWN, outputs("ssh", "identity")))
                .isEmpty();
    }

    @Test
    void stop_aNameFromOutside_isEscaped() {
        DeniedException refusal = refused(Hurdle.SESSION_MFA, roles(everywhere("a\nb\u001b[2J", MFA, "ci")), "ssh");

        assertThat(refusal.what() + refusal.advice()).doesNotContain("\n", "\u001b");
    }
}
