package dev.machineid.core.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final String CANARY = "canary-äöü-value";

    @Test
    void secret_inAnyText_isHidden() {
        Secret secret = Secret.of(CANARY);

        assertThat(List.of(
                        secret.toString(),
                        "x" + secret,
                        String.valueOf(List.of(secret)),
                        String.valueOf(Map.of("a", secret)),
                        String.format("%s %10s", secret, secret)))
                .noneMatch(text -> text.contains("canary"));
    }

    @Test
    void content_isWhatWasGiven() {
        assertThat(Secret.of(CANARY).reveal()).isEqualTo(CANARY);
        assertThat(Secret.of(CANARY).revealBytes()).isEqualTo(CANARY.getBytes(StandardCharsets.UTF_8));
        assertThat(Secret.of("").isEmpty()).isTrue();
        assertThat(Secret.of(" ").isEmpty()).isFalse();
    }

    @Test
    void bytes_areCopiedBothWays() {
        byte[] own = {1, 2, 3};
        Secret secret = Secret.of(own);
        own[0] = 9;
        secret.revealBytes()[1] = 9;

        assertThat(secret.revealBytes()).containsExactly(1, 2, 3);
    }

    @Test
    void close_overwritesTheContent() {
        Secret secret = Secret.of(CANARY);
        secret.close();

        assertThat(secret.revealBytes()).containsOnly(0);
        secret.close();
        assertThat(secret.reveal()).doesNotContain("canary");
    }

    @Test
    void equality_isByContentAndTheHashTellsNothing() {
        assertThat(Secret.of(CANARY)).isEqualTo(Secret.of(CANARY)).isNotEqualTo(Secret.of(CANARY + "x"));
        assertThat(Secret.of(CANARY).equals((Object) CANARY)).isFalse();
        assertThat(Secret.of("a").hashCode()).isEqualTo(Secret.of("b").hashCode());
    }
}
