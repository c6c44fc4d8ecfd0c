package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTokensTest {
    private static final String GOOD = Jobs.tokenFor(3600);

    @TempDir
    Path directory;

    private final Jobs job = new Jobs();

    @Test
    void gitLab_ownVariable_winsOverTeleports() {
        job.set("TBOT_GITLAB_JWT", Jobs.tokenFor(10)).set("MACHINE_ID_ID_TOKEN", GOOD + "\n");

        assertThat(jwt(new GitLab())).isEqualTo(GOOD);
    }

    @Test
    void gitLab_teleportsVariable_isTheSecondChoice() {
        assertThat(jwt(new GitLab(), job.set("TBOT_GITLAB_JWT", GOOD).set("MACHINE_ID_ID_TOKEN", " ")))
                .isEqualTo(GOOD);
    }

    @Test
    void gitLab_namedVariable_isTheOnlyOneRead() {
        job.set("MACHINE_ID_ID_TOKEN", GOOD).oidc(new OidcSource.Variable("MINE"));

        ProofException error = failure(new GitLab());

        assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MISSING);
        assertThat(error.what()).contains("MINE");
        assertThat(jwt(new GitLab(), job.set("MINE", GOOD))).isEqualTo(GOOD);
    }

    @Test
    void gitLab_noToken_saysTheLinesToAdd() {
        assertThat(failure(new GitLab()).advice()).contains("id_tokens: { MACHINE_ID_ID_TOKEN: { aud: CLUSTER } }");

        job.clusterName.complete("root.example");

        assertThat(failure(new GitLab()).advice()).contains("aud: root.example }");
    }

    @Test
    void gitLab_discoveryThatFailed_isNotWaitedFor() {
        job.clusterName.completeExceptionally(new IllegalStateException("no"));

        assertThat(failure(new GitLab()).advice()).contains("aud: CLUSTER");
    }

    @Test
    void circleCi_variable_isRead() {
        assertThat(jwt(new CircleCi(), job.set("CIRCLE_OIDC_TOKEN", GOOD))).isEqualTo(GOOD);
        assertThat(new CircleCi().applies(job.set("CIRCLECI", "true").jobVariables(), ProofOptions.AUTO))
                .isTrue();
    }

    @Test
    void circleCi_noToken_saysContextOrCommand() {
        assertThat(failure(new CircleCi()).advice()).contains("context").contains("circleci run oidc get");
    }

    @Test
    void spacelift_variableThenFile_areRead() throws IOException {
        Path file = directory.resolve("spacelift.oidc");
        Spacelift provider = new Spacelift(file);
        assertThat(failure(provider).what()).contains("SPACELIFT_OIDC_TOKEN").contains(file.toString());
        assertThat(provider.applies(job.jobVariables(), ProofOptions.AUTO)).isFalse();

        Files.writeString(file, GOOD + "\n");
        assertThat(jwt(provider)).isEqualTo(GOOD);
        assertThat(provider.applies(job.jobVariables(), ProofOptions.AUTO)).isTrue();

        String other = Jobs.tokenFor(60);
        assertThat(jwt(provider, job.set("SPACELIFT_OIDC_TOKEN", other))).isEqualTo(other);
    }

    @Test
    void kubernetes_defaultFile_needsAPodToApply() throws IOException {
        Kubernetes provider = new Kubernetes(Files.writeString(directory.resolve("token"), GOOD));

        assertThat(provider.applies(job.jobVariables(), ProofOptions.AUTO)).isFalse();
        assertThat(provider.applies(
                        job.set("KUBERNETES_SERVICE_HOST", "10.0.0.1").jobVariables(), ProofOptions.AUTO))
                .isTrue();
        assertThat(jwt(provider)).isEqualTo(GOOD);
    }

    @Test
    void kubernetes_pathVariable_winsAndMustExistToApply() throws IOException {
        Kubernetes provider = new Kubernetes(directory.resolve("none"));
        Path other = directory.resolve("projected");
        job.set("KUBERNETES_TOKEN_PATH", other.toString());

        assertThat(provider.applies(job.jobVariables(), ProofOptions.AUTO)).isFalse();
        assertThat(failure(provider).advice()).contains("projected volume");

        Files.writeString(other, GOOD);
        assertThat(provider.applies(job.jobVariables(), ProofOptions.AUTO)).isTrue();
        assertThat(jwt(provider)).isEqualTo(GOOD);
    }

    @Test
    void kubernetes_unusablePath_isMissingAndNotACrash() {
        Kubernetes provider = new Kubernetes(directory.resolve("none"));
        job.set("KUBERNETES_TOKEN_PATH", "a\0b");

        assertThat(provider.applies(job.jobVariables(), ProofOptions.AUTO)).isFalse();
        assertThat(failure(provider).code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MISSING);
    }

    @Test
    void genericOidc_variableFileAndCommand_areTrimmed() throws IOException {
        GenericOidc provider = new GenericOidc(List.of());
        Path file = Files.writeString(directory.resolve("t"), "\n " + GOOD + " \n");

        assertThat(jwt(provider, job.set("T", " " + GOOD).oidc(new OidcSource.Variable("T"))))
                .isEqualTo(GOOD);
        assertThat(jwt(provider, job.oidc(new OidcSource.File(file)))).isEqualTo(GOOD);
        job.output = new CommandRunner.Output(0, Secret.of(GOOD + "\r\n"));
        assertThat(jwt(provider, job.oidc(new OidcSource.Command(List.of("get", "a b")))))
                .isEqualTo(GOOD);
        assertThat(job.argv).containsExactly("get", "a b");
        assertThat(job.limit).contains(Duration.ofMinutes(1));
    }

    @Test
    void genericOidc_commandThatFails_isReportedWithoutItsArguments() {
        job.oidc(new OidcSource.Command(List.of("get", "--key=s3cret")));

        ProofException failed = failure(new GenericOidc(List.of()));
        job.output = new CommandRunner.Output(0, Secret.of("\n"));
        ProofException silent = failure(new GenericOidc(List.of()));

        assertThat(failed.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
        assertThat(failed.render()).contains("exit code 1").doesNotContain("s3cret");
        assertThat(silent.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MISSING);
        assertThat(silent.render()).doesNotContain("s3cret");
    }

    @Test
    void genericOidc_unusableFile_isMissingWithTheReason() throws IOException {
        Path large = Files.writeString(directory.resolve("large"), "x".repeat(Claims.LARGEST + 1));

        assertThat(failure(new GenericOidc(List.of()), job.oidc(new OidcSource.File(directory)))
                        .what())
                .contains("not a regular file");
        assertThat(failure(new GenericOidc(List.of()), job.oidc(new OidcSource.File(directory.resolve("no"))))
                        .what())
                .contains("does not exist");
        assertThat(failure(new GenericOidc(List.of()), job.oidc(new OidcSource.File(large)))
                        .what())
                .contains("larger than 64 KiB");
        assertThat(failure(
                                new GenericOidc(List.of()),
                                job.oidc(new OidcSource.File(Files.createFile(directory.resolve("e")))))
                        .what())
                .contains("is empty");
    }

    @Test
    void genericOidc_noSource_saysWhichOptions() {
        assertThat(failure(new GenericOidc(List.of())).advice()).isEqualTo("add oidc-env, oidc-file or oidc-command");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "-5, 5 s", "-600, 10 min", "-90000, 25 h"})
    void expiredToken_isRefusedWithHowLongAgo(long seconds, String ago) {
        ProofException error = failure(new CircleCi(), job.set("CIRCLE_OIDC_TOKEN", Jobs.tokenFor(seconds)));

        assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_EXPIRED);
        assertThat(error.what()).startsWith("the id token expired " + ago + " ago, at 20");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 30})
    void tokenThatExpiresSoon_warns(long seconds) {
        jwt(new CircleCi(), job.set("CIRCLE_OIDC_TOKEN", Jobs.tokenFor(seconds)));

        assertThat(job.warnings)
                .singleElement()
                .satisfies(line -> assertThat(line).contains("expires in " + seconds + " s"));
    }

    @Test
    void tokenWithTime_orWithoutExpiry_doesNotWarn() {
        jwt(new CircleCi(), job.set("CIRCLE_OIDC_TOKEN", Jobs.tokenFor(31)));
        jwt(new CircleCi(), job.set("CIRCLE_OIDC_TOKEN", Jobs.token("{\"sub\":\"x\"}")));

        assertThat(job.warnings).isEmpty();
    }

    @Test
    void tokenForAnotherAudience_warnsWhereOneWasAsked() {
        jwt(new CircleCi(), job.set("CIRCLE_OIDC_TOKEN", GOOD).audience("other"));
        jwt(new CircleCi(), job.audience("a"));

        assertThat(job.warnings)
                .singleElement()
                .satisfies(line -> assertThat(line).contains("is for \"a\" and not for \"other\""));
    }

    @Test
    void malformedToken_isNeverShown() {
        for (ProofProvider provider : List.of(new GitLab(), new CircleCi(), new Spacelift(directory.resolve("x")))) {
            job.set("MACHINE_ID_ID_TOKEN", "s3cret")
                    .set("CIRCLE_OIDC_TOKEN", "s3cret")
                    .set("SPACELIFT_OIDC_TOKEN", "s3cret");

            ProofException error = failure(provider);

            assertThat(error.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MALFORMED);
            assertThat(stackText(error)).doesNotContain("s3cret");
        }
    }

    @Test
    void jobVariables_blank_countsAsNotSetAndNothingIsPrinted() {
        JobVariables variables = job.set("A", " ").set("B", "s3cret").jobVariables();

        assertThat(variables.has("A")).isFalse();
        assertThat(variables.get("B")).contains("s3cret");
        assertThat(variables.isTrue("B")).isFalse();
        assertThat(variables.toString()).doesNotContain("s3cret");
        assertThat(job.context().toString()).doesNotContain("s3cret");
    }

    private static String stackText(Throwable error) {
        return Stream.of(error.toString(), String.valueOf(error.getCause()), Arrays.toString(error.getSuppressed()))
                .reduce("", String::concat);
    }

    private String jwt(ProofProvider provider) {
        return jwt(provider, job);
    }

    private static String jwt(ProofProvider provider, Jobs with) {
        Proof.IdTokenProof proof = (Proof.IdTokenProof) provider.obtain(with.context());
        assertThat(proof.method()).isEqualTo(provider.method());
        return proof.token().jwt().reveal();
    }

    private ProofException failure(ProofProvider provider) {
        return failure(provider, job);
    }

    private static ProofException failure(ProofProvider provider, Jobs with) {
        return catchThrowableOfType(ProofException.class, () -> provider.obtain(with.context()));
    }
}
