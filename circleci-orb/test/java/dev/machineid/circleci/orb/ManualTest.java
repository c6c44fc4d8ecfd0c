package dev.machineid.circleci.orb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.circleci.expand.JobRunner;
import dev.machineid.circleci.pack.Yaml;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the manual shows about CircleCI is run as it stands there. */
@ExtendWith(LabClusterExtension.class)
@Timeout(120)
class ManualTest extends OrbOnLab {
    private static final Pattern FENCE = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
    private static final String WORKFLOW = "\nworkflows: { w: { jobs: [deploy] } }\n";

    private static String fence(String page, String containing) {
        return FENCE.matcher(Tree.read(Tree.MODULE.resolveSibling(page)))
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(text -> text.contains(containing))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void firstExample_runs() throws Exception {
        JobRunner.Outcome outcome = job.withToken().run(fence("docs/circleci.md", "with_machine_id"));

        assertThat(outcome.output()).contains("load average").contains("removed ");
        assertThat(job.left()).isEmpty();
    }

    @Test
    void exampleWithTunnels_runs() throws Exception {
        JobRunner.Outcome outcome = job.withToken().run(fence("docs/circleci.md", "port=auto"));

        assertThat(outcome.output())
                .contains("bot-ci as ci in app of pg-main", "bot-ci at hello/health", "ended the tunnels");
        assertThat(job.left()).isEmpty();
    }

    @Test
    void exampleOfTheReadme_runs() throws Exception {
        String config = fence("README.md", "with_machine_id").replace("example.teleport.sh", "teleport.example.com");

        JobRunner.Outcome outcome = job.withToken().run(config + WORKFLOW);

        assertThat(outcome.output()).contains("load average").contains("removed ");
        assertThat(job.left()).isEmpty();
    }

    @Test
    void ruleForOneBranch_letsThatBranchInOnly(LabCluster cluster) throws Exception {
        Map<String, Object> rule = Yaml.map(
                Yaml.map(Yaml.map(fence("docs/circleci.md", "generic_oidc")).get("spec"))
                        .get("generic_oidc"));
        Map<String, String> claims = new LinkedHashMap<>();
        Yaml.map(rule.get("must_match_fields")).forEach((claim, value) -> claims.put(claim, String.valueOf(value)));
        String audience = String.valueOf(rule.get("audience"));
        cluster.addToken(LabToken.genericOidc("deploy-main", String.valueOf(rule.get("issuer")), audience)
                .mustMatch(claims));
        String steps =
                "  machine-id/exec: {proxy: teleport.example.com, token: deploy-main, join_method: generic_oidc, audience: "
                        + audience + ", command: echo inside}";

        assertThat(job.minting(audience).steps(steps).output())
                .contains("inside")
                .contains("joined by generic_oidc");

        for (Map.Entry<String, String> other : List.of(
                Map.entry("oidc.circleci.com/vcs-ref", "refs/heads/evil"),
                Map.entry("oidc.circleci.com/vcs-origin", "github.com/fork/app"),
                Map.entry("oidc.circleci.com/project-id", "99999999-0000-4000-8000-000000000009"))) {
            JobRunner.Outcome outcome = job.minting(Shapes.circleci().with(other.getKey(), other.getValue()), audience)
                    .steps(steps);
            assertThat(outcome.output()).contains("MID-1203").doesNotContain("inside");
        }
        assertThat(job.left()).isEmpty();
    }
}
