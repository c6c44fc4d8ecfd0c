package io.jenkins.plugins.machineid.config;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.FormValidation;
import io.jenkins.plugins.machineid.Lab;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTestTest {
    @TempDir
    static Path directory;

    private static Lab lab;
    private static String token;

    @BeforeAll
    static void start() {
        lab = Lab.start(directory.resolve("lab"));
        token = lab.mint("jenkins");
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static FormValidation run(ClusterConfiguration entry) {
        return new ConnectionTest(
                        id -> id.equals("id")
                                ? Optional.of(token)
                                : id.equals("secret") ? Optional.of("s3cr3t-value") : Optional.empty(),
                        Map.of())
                .run(entry);
    }

    private static ClusterConfiguration entry() {
        ClusterConfiguration entry = new ClusterConfiguration("");
        entry.setProxy(lab.proxy());
        entry.setCertificates(lab.authority());
        entry.setToken("deploy-jenkins");
        entry.setCredentialsId("id");
        return entry;
    }

    @Test
    void cluster_thatAnswers_isShownWithClaimsAndTheJoinToken() {
        FormValidation answer = run(entry());

        assertThat(answer.kind).as(answer.getMessage()).isEqualTo(FormValidation.Kind.OK);
        assertThat(answer.getMessage())
                .contains("found the cluster lab-root", "aud = lab-root", "kind: token", "name: deploy-jenkins")
                .doesNotContain(token);
    }

    @Test
    void secretOrNoCredential_isTestedAsFarAsThatGoes() {
        ClusterConfiguration secret = entry();
        secret.setCredentialsId("secret");
        ClusterConfiguration none = entry();
        none.setCredentialsId("");
        none.setJoinMethod("kubernetes");

        assertThat(run(secret).getMessage()).contains("the proof is for token").doesNotContain("s3cr3t");
        assertThat(run(none).kind).isEqualTo(FormValidation.Kind.OK);
    }

    @Test
    void failures_areExplainedAndEscaped() {
        ClusterConfiguration untrusted = entry();
        untrusted.setCertificates("");
        ClusterConfiguration missing = entry();
        missing.setCredentialsId("no-such");
        ClusterConfiguration script = entry();
        script.setProxy("<script>");

        assertThat(run(untrusted).getMessage()).contains("MID-1301");
        assertThat(run(missing).getMessage()).contains("MID-1951");
        FormValidation escaped = run(script);
        assertThat(escaped.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(escaped.getMessage()).doesNotContain("<script>").contains("MID-1002");
    }
}
