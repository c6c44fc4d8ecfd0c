package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.join.LabToken;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program says of logins, and of what would make credentials useless. */
class AccessReportTest {
    @RegisterExtension
    static final LabClusterExtension LAB =
            new LabClusterExtension(builder -> builder.role(LabRole.of("by-trait", LabRole.BOT_LOGINS, "named"))
                    .bot("traits", "by-trait", "ci")
                    .botLogins("traits", "deploy", "named")
                    .joinToken(LabToken.github("for-traits").bot("traits").allow(Map.of("repository", "acme/app"))));

    @TempDir
    Path directory;

    private TestRun run;

    @BeforeEach
    void job(LabCluster cluster) throws Exception {
        run = new TestRun(directory, cluster);
    }

    @Test
    void someRoles_loginAndStatusNameTheLoginsOfTheTrait() {
        TestRun.Outcome login = run.run("login", "--token", "for-traits", "--roles", "by-trait");

        assertThat(login.code()).as(login.err()).isZero();
        assertThat(login.err())
                .contains("warning: roles: newer clusters (Teleport 20)", "one bot per privilege level")
                .contains("warning: the login deploy comes from the bot's logins trait", "a role made for this job")
                .contains("\nlogins deploy, named\n");
        run.variables.putAll(TestRun.exported(login.out()));
        assertThat(run.run("status").out()).contains("\nby the bot's logins trait deploy, named\n");
        assertThat(run.run("status", "--json").out()).contains("],\"trait_logins\":[\"deploy\",\"named\"]");
    }

    @Test
    void allRoles_areNoWordOfTheTrait() {
        TestRun.Outcome login = run.run("login", "--token", "deploy-github");
        run.variables.putAll(TestRun.exported(login.out()));

        assertThat(login.err()).doesNotContain("trait");
        assertThat(run.run("status").out()).doesNotContain("trait");
        assertThat(run.run("status", "--json").out()).contains("\"trait_logins\":[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "exec"})
    void everyConnectionAsksForASecondFactor_isRefused(String verb) {
        TestRun.Outcome outcome = verb.equals("exec")
                ? run.run("exec", "--token", "mfa-github", "--ssh", "--", "true")
                : run.run("login", "--token", "mfa-github", "--ssh");

        assertThat(outcome.code()).isEqualTo(5);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("error[MID-1230]: the output ssh cannot be used: the role mfa asks for a second factor")
                .contains("hint: give the bot a role of its own without require_session_mfa in place of mfa");
    }

    @ParameterizedTest
    @CsvSource({"login, 'Read by tsh -i, tctl -i'", "exec, 'Broken by a login that no role allows'"})
    void help_saysWhoReadsAnOutputAndWhatBreaksIt(String verb, String words) {
        assertThat(run.run("help", verb).out().replaceAll("\\s+", " ")).contains(words);
    }
}
