package dev.machineid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.report.InvalidRequestException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundKeypairRuleTest {
    private static RulesPlan plan(Map<Fact, String> facts) {
        return new RulesPlan(
                JobFacts.named(RulePlatform.BOUND_KEYPAIR, facts, Optional.empty()),
                new Grants(List.of(), List.of("access"), List.of(), List.of(), List.of(), Map.of(), Optional.empty()),
                "runner",
                "runner-key",
                Optional.empty(),
                Optional.of("proxy.example.com:443"),
                "");
    }

    @Test
    void yaml_withAKey_registersItWithoutItsComment() {
        String line = JobKey.p256().sshPublicLine();
        String yaml = plan(Map.of(Fact.PUBLIC_KEY, line + " me@host")).yaml();
        assertThat(yaml)
                .contains("join_method: bound_keypair")
                .contains("initial_public_key: \"" + line + "\"\n")
                .contains("mode: standard")
                .contains("tctl bots add runner --roles=access --token=runner-key")
                .contains("--join-method bound_keypair --state-directory /var/lib/machine-id/runner")
                .doesNotContain("JOIN_SECRET");
    }

    @Test
    void yaml_withoutAKey_tellsWhereTheRegistrationSecretIs() {
        assertThat(plan(Map.of()).yaml())
                .doesNotContain("onboarding")
                .contains("status.bound_keypair.registration_secret")
                .contains("--secret-env JOIN_SECRET");
    }

    @Test
    void terraform_withAKey_registersIt() {
        String line = JobKey.p256().sshPublicLine();
        assertThat(plan(Map.of(Fact.PUBLIC_KEY, line)).terraform())
                .contains("bound_keypair = {")
                .contains("initial_public_key = \"" + line + "\"");
    }

    @Test
    void yaml_methodToken_namesTheStateDirectory() {
        RulesPlan token = new RulesPlan(
                JobFacts.named(RulePlatform.TOKEN, Map.of(), Optional.empty()),
                new Grants(List.of(), List.of("access"), List.of(), List.of(), List.of(), Map.of(), Optional.empty()),
                "runner",
                "runner",
                Optional.empty(),
                Optional.empty(),
                "");
        assertThat(token.yaml()).contains("--secret-env JOIN_SECRET").contains("--state-directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ssh-rsa", "ssh-rsa AAAA", "ssh-ed25519 \"AAAA", "-----BEGIN PRIVATE KEY-----"})
    void yaml_otherText_isRefused(String text) {
        assertThatThrownBy(() -> plan(Map.of(Fact.PUBLIC_KEY, text)).yaml())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("--public-key");
    }
}
