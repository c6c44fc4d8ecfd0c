package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.cloud.AwsIdentity;
import dev.machineid.lab.issuer.CloudEndpoint;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The join tokens printed in the pages of iam, gcp and azure let in whom the pages say. */
@ExtendWith(dev.machineid.lab.LabClusterExtension.class)
class CloudPagesTest {
    private static final Path PAGES = Path.of("../docs/joining");

    @TempDir
    Path directory;

    private static Map<?, ?> spec(String method) throws IOException {
        String page = Files.readString(PAGES.resolve(method + ".md"));
        int begin = page.indexOf("```yaml\n") + 8;
        Map<?, ?> token = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(page.substring(begin, page.indexOf("```", begin)));
        Map<?, ?> spec = block(token, "spec");
        assertThat(spec.get("join_method")).isEqualTo(method);
        assertThat(spec.get("roles")).isEqualTo(List.of("Bot"));
        return spec;
    }

    private static Map<?, ?> block(Map<?, ?> of, String name) {
        return (Map<?, ?>) Objects.requireNonNull(of.get(name), name);
    }

    /** The one rule of a page, each field with its one value. */
    private static Map<String, String> rule(Map<?, ?> block) {
        Object allow = Objects.requireNonNull(block.get("allow"));
        assertThat((List<?>) allow).hasSize(1);
        Map<String, String> rule = new HashMap<>();
        ((Map<?, ?>) ((List<?>) allow).get(0)).forEach((field, value) -> {
            Object one = value instanceof List<?> list ? list.get(0) : value;
            rule.put(String.valueOf(field), String.valueOf(one));
        });
        return rule;
    }

    private FakeJob job(LabCluster cluster, LabToken token, Map<String, String> variables) throws IOException {
        cluster.addToken(token);
        FakeJob job = new FakeJob(cluster, directory).option("token", token.name());
        variables.forEach(job::variable);
        return job.option("join-method", token.method().word());
    }

    @Test
    void iam_tokenOfThePage_letsInEverySessionOfTheRoleAndNobodyElse(LabCluster cluster) throws Exception {
        LabToken token = LabToken.iam("page-iam").allow(rule(spec("iam")));
        AwsIdentity good = cluster.aws().session(CloudEndpoint.ARN);
        job(cluster, token, good.environment()).login().close();
        AwsIdentity other = cluster.aws().session("arn:aws:sts::123456789012:assumed-role/deployer/lab");
        Logins.refused(job(cluster, token, other.environment()), ErrorCode.CLAIMS_REFUSED);
    }

    @Test
    void gcp_tokenOfThePage_letsInTheMachineItNames(LabCluster cluster) throws Exception {
        LabToken token = LabToken.gcp("page-gcp").allow(rule(block(spec("gcp"), "gcp")));
        job(cluster, token, cluster.clouds().google()).login().close();
    }

    @Test
    void azure_tokenOfThePage_letsInTheMachineItNames(LabCluster cluster) throws Exception {
        LabToken token = LabToken.azure("page-azure").allow(rule(block(spec("azure"), "azure")));
        // No way to www.microsoft.com: the cluster finds the certificates itself.
        job(cluster, token, cluster.clouds().azure())
                .variable("HTTPS_PROXY", "http://127.0.0.1:1")
                .variable("NO_PROXY", "localhost")
                .login()
                .close();
    }
}
