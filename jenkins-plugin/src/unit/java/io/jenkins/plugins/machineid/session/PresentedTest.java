package io.jenkins.plugins.machineid.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PresentedTest {
    @Test
    void of_aTextInTheShapeOfATokenIsOne_andAnyOtherASecret() {
        ProofSource.Presented token = ProofSource.Presented.of(" eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln\n");
        ProofSource.Presented secret = ProofSource.Presented.of("8f2c7d9a\n");

        assertThat(token.idToken()).isTrue();
        assertThat(token.option()).isEqualTo("oidc-env");
        assertThat(token.text()).endsWith("c2ln");
        assertThat(secret.idToken()).isFalse();
        assertThat(secret.option()).isEqualTo("secret-env");
        assertThat(secret.toString()).doesNotContain("8f2c");
        assertThat(token.toString()).doesNotContain("eyJ");
    }
}
