package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.lab.LabCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What this side refuses: authorities, pins, guards, directories. */
class LocalRefusalsTest extends RefusingLabs {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void platformToken_missing_saysHowToGetIt(boolean older) throws Exception {
        FakeJob job = new FakeJob(cluster(older), directory)
                .option("token", "deploy-gitlab")
                .variable("GITLAB_CI", "true");

        assertThat(refusedWithoutAJoin(job, older, ErrorCode.PLATFORM_TOKEN_MISSING)
                        .advice())
                .contains("id_tokens");
    }

    @Test
    void surroundings_proveNothing_listsWhatWasLookedFor() throws Exception {
        FakeJob job = new FakeJob(NEW.cluster(), directory).option("token", "deploy-gitlab");

        assertThat(refusedWithoutAJoin(job, false, ErrorCode.NO_PROOF_FOUND).details())
                .contains("gitlab: no variable GITLAB_CI", "azure_devops: no variable TF_BUILD")
                .hasSizeGreaterThanOrEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pin_wrong_sendsNothing(boolean older) throws Exception {
        FakeJob job = gitlab(older, "deploy-gitlab", shape()).option("ca-pins", "sha256:" + "ab".repeat(32));

        MachineIdException refusal = refusedWithoutAJoin(job, older, ErrorCode.CA_PIN_MISMATCH);
        assertThat(refusal.details())
                .containsExactly(
                        "the cluster's authority has the pin " + cluster(older).caPin());
    }

    @Test
    void pin_halfOfARotation_isNotEnough() throws Exception {
        try (LabCluster rotating = LabCluster.builder().rotating().start()) {
            FakeJob job = new FakeJob(rotating, directory)
                    .option("token", "deploy-gitlab")
                    .option("ca-pins", "sha256:" + "ab".repeat(32))
                    .onGitLab(rotating.issuer().mint(shape()));

            Logins.refused(job, ErrorCode.CA_PIN_MISMATCH);
            assertThat(rotating.counters().joins()).isZero();
        }
    }

    @Test
    void authority_notTrusted_sendsNothing() throws Exception {
        Path stranger = directory.resolve("stranger.pem");
        Files.writeString(stranger, NEW.cluster().root().host().pem());
        FakeJob job = gitlab(false, "deploy-gitlab", shape()).option("ca-file", stranger.toString());

        assertThat(refusedWithoutAJoin(job, false, ErrorCode.UNTRUSTED_CERTIFICATE)
                        .advice())
                .contains("ca-file");
    }

    @Test
    void authorityFile_missing_isNamed() throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape())
                .option("ca-file", directory.resolve("nowhere.pem").toString());

        assertThat(refusedWithoutAJoin(job, false, ErrorCode.INVALID_VALUE).details())
                .anyMatch(line -> line.contains("nowhere.pem"));
    }

    @Test
    void authServer_isTheProxysAddress_isToldFromTheCluster() throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape());
        job.options.remove("proxy");
        job.option("auth-server", NEW.cluster().proxy());

        refusedWithoutAJoin(job, false, ErrorCode.TLS_ENDED_ON_THE_WAY);
    }

    @ParameterizedTest
    @CsvSource({"expect-cluster, other", "expect-bot, someone-else", "expect-roles, admin", "cluster-name, other"})
    void guard_otherIdentity_deliversNothing(String guard, String value) throws Exception {
        MachineIdException refusal = Logins.refused(
                gitlab(false, "deploy-gitlab", shape()).option(guard, value), ErrorCode.UNEXPECTED_IDENTITY);

        assertThat(refusal.render()).contains(guard, value);
    }

    @ParameterizedTest
    @CsvSource({"expect-cluster, lab-root", "expect-bot, ci", "expect-roles, ci", "cluster-name, lab-root"})
    void guard_thisIdentity_lets(String guard, String value) throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape()).option(guard, value);
        job.login().close();

        assertThat(job.filesLeft()).isEmpty();
    }

    @Test
    void directory_insideTheWorkspace_isRefusedBeforeAnyConnection() throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape());
        job.option("directory", job.workspace.resolve("credentials").toString());
        int connections = NEW.cluster().counters().connections();

        refusedWithoutAJoin(job, false, ErrorCode.DIRECTORY_IN_WORKSPACE);
        assertThat(NEW.cluster().counters().connections()).isEqualTo(connections);
        assertThat(job.workspace).isEmptyDirectory();
    }

    @Test
    void directory_withCredentialsOfAnEarlierLogin_keepsThem() throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape());
        Path kept = directory.resolve("kept");
        job.option("directory", kept.toString());
        var earlier = job.login();
        job.option("expect-bot", "someone-else");
        job.exported.clear();

        Logins.refused(job, ErrorCode.UNEXPECTED_IDENTITY);

        assertThat(Logins.identity(earlier).tls().getNotAfter()).isInTheFuture();
    }

    @Test
    void leaf_unknown_deliversNothing() throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape()).option("outputs", "ssh:no-such-leaf");

        assertThat(Logins.refused(job, ErrorCode.TARGET_NOT_FOUND).details()).anyMatch(l -> l.contains("lab-leaf"));
    }
}
