package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.lab.LabClusterExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a new user of each platform reads when nothing is set up: each message names the one line to change, and where. */
class DenialsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "denials.md");

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(builder -> {
        Denial.all().forEach(denial -> builder.joinToken(ContractResources.token(denial.joinToken())));
        return builder;
    });

    @TempDir
    Path directory;

    static List<Denial> platforms() {
        return Denial.all();
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void missingToken_message_namesTheLineAndWhere(Denial platform) throws IOException {
        int joins = LAB.cluster().counters().joins();
        MachineIdException refusal = missingToken(platform);

        assertThat(refusal.advice()).contains(platform.toSay());
        assertThat(LAB.cluster().counters().joins()).isEqualTo(joins);
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void wrongClaim_message_namesTheLineAndWhere(Denial platform) throws IOException {
        MachineIdException refusal = wrongClaim(platform, true);

        assertThat(refusal.advice()).contains("tctl edit token/" + platform.token(), platform.remedy());
        assertThat(wrongClaim(platform, false).advice())
                .contains("tctl get token/" + platform.token(), "the option rules", "machine-id rules");
    }

    @Test
    void page_messages_areTheseWordForWord() throws IOException {
        StringBuilder sections = new StringBuilder();
        for (Denial platform : platforms()) {
            sections.append("## ").append(platform.title()).append("\n\nNo id token:\n\n");
            sections.append(block(missingToken(platform)));
            sections.append("A rule that does not fit, with the file of the option `rules`:\n\n");
            sections.append(block(wrongClaim(platform, true)));
        }
        String page = Files.readString(PAGE);

        assertThat(page.substring(page.indexOf("## ")))
                .isEqualTo(sections.toString().strip() + "\n");
    }

    private MachineIdException missingToken(Denial platform) throws IOException {
        FakeJob job = job(platform);
        if (platform.method().equals("generic_oidc")) {
            job.option("oidc-env", "BUILD_ID_TOKEN");
        }
        return Logins.refused(job, ErrorCode.PLATFORM_TOKEN_MISSING);
    }

    private MachineIdException wrongClaim(Denial platform, boolean rules) throws IOException {
        FakeJob job = job(platform);
        if (rules) {
            Path file = Files.writeString(directory.resolve("join-token.yaml"), platform.joinToken());
            job.option("rules", file.toString());
        }
        var proof = LAB.cluster().issuer().mint(platform.shape());
        if (platform.method().equals("github")) {
            job.onGitHub(proof);
        } else {
            job.option("oidc-env", "BUILD_ID_TOKEN").variable("BUILD_ID_TOKEN", proof.reveal());
        }
        return Logins.refused(job, ErrorCode.CLAIMS_REFUSED);
    }

    private FakeJob job(Denial platform) throws IOException {
        FakeJob job = new FakeJob(LAB.cluster(), directory)
                .option("token", platform.token())
                .option("join-method", platform.method());
        platform.variables().forEach(job::variable);
        return job;
    }

    /** Without what is other in each run: times and the place of the file. */
    private String block(MachineIdException refusal) {
        return "```text\n"
                + refusal.render().replace(directory + "/", "").replaceAll("(?m)^(\\s+(?:iat|nbf|exp) = ).*$", "$1...")
                + "\n```\n\n";
    }
}
