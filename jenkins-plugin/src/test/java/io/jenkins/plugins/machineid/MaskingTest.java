package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

class MaskingTest extends LabCase {
    @Test
    void token_inEveryEncodingAndInAnException_isNotInTheLog() throws Exception {
        String token = lab.mint("jenkins");
        Fixture.credential(Fixture.CREDENTIAL, token);
        byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
        String reversed = new StringBuilder(token).reverse().toString();
        String hex = HexFormat.of().formatHex(bytes);
        String base64 = Base64.getEncoder().encodeToString(("x" + token).getBytes(StandardCharsets.US_ASCII));
        String url = URLEncoder.encode(token + "+/=", StandardCharsets.UTF_8);

        WorkflowRun run = Fixture.fails(jenkins, "masked", """
                node {
                  withMachineId {
                    echo 'plain %1$s'
                    sh 'echo shell %1$s'
                    echo 'reversed %2$s'
                    echo 'hex %3$s'
                    echo 'base64 %4$s'
                    echo 'url %5$s'
                    sh 'cat "$MACHINE_ID_DIR/identity"'
                    error 'thrown %1$s'
                  }
                }
                """.formatted(token, reversed, hex, base64, url));

        String log = JenkinsRule.getLog(run);
        assertThat(log).contains("plain ****", "shell ****", "reversed ****", "hex ****", "url ****", "thrown ****");
        assertThat(log).doesNotContain(token, reversed, hex, base64.substring(8, 60), url);
        assertThat(log).contains("-----BEGIN PRIVATE KEY-----");
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
    }
}
