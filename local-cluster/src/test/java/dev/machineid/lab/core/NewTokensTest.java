package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.Login;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each renewal is a join of its own: where its id token comes from, by platform, and what is said where there is none. */
class NewTokensTest {
    private static final TokenShape OVER = Shapes.gitlab("lab-root").withLife(Duration.ofMinutes(-2));

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension();

    @TempDir
    Path directory;

    private FakeJob job(String token) throws IOException {
        return new FakeJob(LAB.cluster(), directory).option("token", token).option("outputs", "identity");
    }

    private static String mint(TokenShape shape) {
        return LAB.cluster().issuer().mint(shape).reveal();
    }

    private static void over(Login login) {
        assertThatThrownBy(login::renew)
                .isInstanceOfSatisfying(
                        MachineIdException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_EXPIRED));
    }

    @Test
    void github_isAskedAtEachRenewal() throws Exception {
        LabCluster cluster = LAB.cluster();
        int calls = cluster.mint().calls();
        try (Login login = job("deploy-github").onGitHub(cluster).login()) {
            login.renew();
            login.renew();
        }
        assertThat(cluster.mint().calls() - calls).isEqualTo(3);
    }

    @Test
    void kubernetes_fileIsReadAtEachRenewal() throws Exception {
        FakeJob job = job("deploy-kubernetes");
        Path file = job.file("pod-token", LAB.cluster().issuer().mint(Shapes.kubernetes("lab-root")));
        try (Login login =
                job.variable("KUBERNETES_TOKEN_PATH", file.toString()).login()) {
            Files.writeString(file, mint(Shapes.kubernetes("lab-root").withLife(Duration.ofMinutes(-2))));
            over(login);
            Files.writeString(file, mint(Shapes.kubernetes("lab-root")));
            login.renew();
        }
    }

    @Test
    void namedFile_isReadAtEachRenewal() throws Exception {
        FakeJob job = job("deploy-gitlab").variable("GITLAB_CI", "true");
        Path file = job.file("token", Secret.of(mint(Shapes.gitlab("lab-root"))));
        try (Login login = job.option("oidc-file", file.toString()).login()) {
            Files.writeString(file, mint(OVER));
            over(login);
            Files.writeString(file, mint(Shapes.gitlab("lab-root")));
            login.renew();
        }
    }

    @Test
    void namedCommand_runsAtEachRenewal() throws Exception {
        Path count = directory.resolve("count");
        Path token = Files.writeString(directory.resolve("token"), mint(Shapes.jenkins("lab-root")));
        Path program = Files.createFile(
                directory.resolve("print-token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(program, "#!/bin/sh\necho run >>" + count + "\ncat " + token + "\n");
        FakeJob job = job("deploy-jenkins").option("oidc-command", program.toString());
        try (Login login = job.login()) {
            login.renew();
        }
        assertThat(Files.readAllLines(count)).isEqualTo(List.of("run", "run"));
    }

    @Test
    void variable_isTheSameAtEachRenewalWhileItIsGood() throws Exception {
        try (Login login = job("deploy-gitlab")
                .onGitLab(LAB.cluster().issuer().mint(Shapes.gitlab("lab-root")))
                .login()) {
            login.renew();
        }
    }

    @Test
    void ownVariableOfGitLab_isNamedByOidcEnv() throws Exception {
        FakeJob job = job("deploy-gitlab")
                .variable("GITLAB_CI", "true")
                .variable("MACHINE_ID_ID_TOKEN", mint(OVER))
                .variable("MY_TOKEN", mint(Shapes.gitlab("lab-root")))
                .option("oidc-env", "MY_TOKEN");
        try (Login login = job.login()) {
            assertThat(login.report().method()).isEqualTo("gitlab");
        }
    }

    @Test
    void audienceOtherThanTheTokens_isSaidBeforeTheJoin() throws Exception {
        FakeJob job = job("deploy-gitlab")
                .onGitLab(LAB.cluster().issuer().mint(Shapes.gitlab("elsewhere")))
                .option("audience", "lab-root");

        Logins.refused(job, ErrorCode.WRONG_AUDIENCE);

        assertThat(job.warnings).singleElement().asString().contains("is for \"elsewhere\" and not for \"lab-root\"");
    }
}
