package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.LoginReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryCardTest {
    private static LoginReport report(String bot, List<String> roles, List<String> warnings) {
        return new LoginReport(
                "example.teleport.sh",
                "18.1.0",
                bot,
                roles,
                List.of("root"),
                List.of("leaf-a"),
                "github",
                List.of(),
                List.of("ssh", "kubernetes:staging"),
                Duration.ofHours(2),
                Duration.ofMinutes(20),
                Instant.parse("2046-11-22T11:00:00.5Z"),
                2,
                7,
                warnings);
    }

    @Test
    void markdown_login_saysWhoHowWhatAndUntil() {
        String card = new SummaryCard(
                        report("deploy", List.of("access", "deploy"), List.of("the cluster granted 20m")),
                        List.of("repository = acme/app"),
                        List.of("application grafana at 127.0.0.1:41003"),
                        "1.2.abc")
                .markdown();

        assertThat(card)
                .startsWith("### Machine ID: `deploy` in `example.teleport.sh`\n\n| | |\n|---|---|\n")
                .contains("| who | bot deploy, roles access, deploy, logins root |\n")
                .contains("| how | join method github, Teleport 18.1.0 |\n")
                .contains("| what | ssh, kubernetes:staging, leaf clusters leaf-a |\n")
                .contains("| until | 2046-11-22T11:00:00Z (asked 2h, granted 20m) |\n")
                .contains("| tunnels | application grafana at 127.0.0.1:41003 |\n")
                .contains("| correlation id | `1.2.abc` |\n")
                .contains("| repository | acme/app |\n")
                .contains("\n> the cluster granted 20m\n");
    }

    @Test
    void markdown_withoutClaims_hasNoListOfThem() {
        assertThat(new SummaryCard(report("b", List.of(), List.of()), List.of(), List.of(), "x").markdown())
                .doesNotContain("details", "tunnels")
                .contains("roles none");
    }

    @Test
    void markdown_hostileNames_stayPlainText() {
        String card = new SummaryCard(
                        report("`|<img src=x>\n# no", List.of("[a](javascript:x)", "<b>|*_~"), List.of("<script>")),
                        List.of("ref = refs/heads/x|y\nz"),
                        List.of("a|<b>"),
                        "1")
                .markdown();

        assertThat(card).doesNotContain("<img", "<script>", "<b>", "](", "|y").contains("&#60;script&#62;");
        assertThat(card.lines().filter(line -> line.startsWith("#"))).hasSize(1);
        assertThat(card.lines().filter(line -> line.startsWith("| ")))
                .allSatisfy(
                        line -> assertThat(line.chars().filter(c -> c == '|')).hasSize(3));
    }
}
