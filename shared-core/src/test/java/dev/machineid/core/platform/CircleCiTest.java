package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where CircleCI's variable is missing or too old, its own program mints a token. */
class CircleCiTest {
    private static final String ORGANIZATION = "0c1d2e3f-0000-4000-8000-00000000ac3e";
    private static final String FRESH = Jobs.tokenFor(3600);

    private final Jobs job = new Jobs();

    private String jwt() {
        return ((Proof.IdTokenProof) new CircleCi().obtain(job.context()))
                .token()
                .jwt()
                .reveal();
    }

    @Test
    void obtain_freshVariable_startsNoProgram() {
        job.set("CIRCLE_OIDC_TOKEN", FRESH).set("CIRCLE_ORGANIZATION_ID", ORGANIZATION);

        assertThat(jwt()).isEqualTo(FRESH);
        assertThat(job.argv).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -3600})
    void obtain_expiredVariable_mintsForTheOrganization(long seconds) {
        job.set("CIRCLE_OIDC_TOKEN", Jobs.tokenFor(seconds)).set("CIRCLE_ORGANIZATION_ID", ORGANIZATION);
        job.output = new CommandRunner.Output(0, Secret.of(FRESH + "\n"));

        assertThat(jwt()).isEqualTo(FRESH);
        assertThat(job.argv)
                .isEqualTo(List.of("circleci", "run", "oidc", "get", "--claims", "{\"aud\":\"" + ORGANIZATION + "\"}"));
    }

    @Test
    void obtain_noVariable_mints() {
        job.set("CIRCLE_ORGANIZATION_ID", ORGANIZATION);
        job.output = new CommandRunner.Output(0, Secret.of(FRESH));

        assertThat(jwt()).isEqualTo(FRESH);
    }

    @Test
    void obtain_programFails_isAFaultThatIsTriedAgain() {
        job.set("CIRCLE_ORGANIZATION_ID", ORGANIZATION);
        job.output = new CommandRunner.Output(1, Secret.of("not-to-be-shown"));

        FaultException fault = catchThrowableOfType(FaultException.class, this::jwt);

        assertThat(fault.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
        assertThat(fault.render()).contains("exit code 1").doesNotContain("not-to-be-shown");
    }

    @Test
    void obtain_noSuchProgram_saysWhatToAddToTheJob() {
        job.set("CIRCLE_ORGANIZATION_ID", ORGANIZATION);
        CommandRunner none = (argv, limit) -> {
            throw new ProofException(ErrorCode.COMMAND_NOT_STARTED, "no such program", "");
        };
        ProofContext context = new ProofContext(
                job.jobVariables(),
                job.options,
                job.clusterName,
                Clock.fixed(Jobs.NOW, ZoneOffset.UTC),
                job,
                none,
                w -> {});

        ProofException missing = catchThrowableOfType(ProofException.class, () -> new CircleCi().obtain(context));

        assertThat(missing.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MISSING);
        assertThat(missing.advice()).contains("context: [NAME]").contains("circleci run oidc get");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\",\"admin\":\"", "a b", "$(id)"})
    void obtain_hostileOrganization_isNotPutIntoTheClaims(String organization) {
        job.set("CIRCLE_ORGANIZATION_ID", organization);

        ProofException missing = catchThrowableOfType(ProofException.class, this::jwt);

        assertThat(missing.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MISSING);
        assertThat(job.argv).isEmpty();
    }

    @Test
    void obtain_nothingAtAll_saysBothWays() {
        ProofException missing = catchThrowableOfType(ProofException.class, this::jwt);

        assertThat(missing.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MISSING);
        assertThat(missing.what()).contains("CIRCLE_OIDC_TOKEN is not set").contains("no CIRCLE_ORGANIZATION_ID");
        assertThat(missing.advice())
                .contains("one of the two")
                .contains("context: [NAME]")
                .contains("circleci run oidc get")
                .contains("forked pull requests");
    }

    private String renewed() {
        ProofContext first = job.context();
        ProofContext again = new ProofContext(
                first.variables(),
                first.options(),
                first.clusterName(),
                first.clock(),
                first.http(),
                first.commands(),
                first.warnings(),
                true,
                first.source());
        return ((Proof.IdTokenProof) new CircleCi().obtain(again)).token().jwt().reveal();
    }

    @Test
    void obtain_forARenewal_mintsEvenWhileTheVariableIsGood() {
        job.set("CIRCLE_OIDC_TOKEN", FRESH).set("CIRCLE_ORGANIZATION_ID", ORGANIZATION);
        job.output = new CommandRunner.Output(0, Secret.of(Jobs.tokenFor(60)));

        assertThat(renewed()).isEqualTo(Jobs.tokenFor(60));
    }

    @Test
    void obtain_forARenewalThatCannotMint_takesTheVariableWhileItIsGood() {
        job.set("CIRCLE_OIDC_TOKEN", FRESH);
        assertThat(renewed()).as("no organization").isEqualTo(FRESH);

        job.set("CIRCLE_ORGANIZATION_ID", ORGANIZATION);
        assertThat(renewed()).as("the program fails").isEqualTo(FRESH);

        job.set("CIRCLE_OIDC_TOKEN", Jobs.tokenFor(-1));
        assertThat(catchThrowableOfType(FaultException.class, this::renewed).code())
                .isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
    }

    @Test
    void tries_areThree() {
        assertThat(new CircleCi().tries()).isEqualTo(3);
        assertThat(new GenericOidc(List.of()).tries()).isEqualTo(3);
    }

    @Test
    void genericOidc_inACircleCiJob_mintsForItsAudience() {
        job.set("CIRCLECI", "true").set("CIRCLE_OIDC_TOKEN", FRESH).audience("teleport.example.com");
        job.output = new CommandRunner.Output(0, Secret.of(Jobs.tokenFor(60) + "\n"));

        String jwt = ((Proof.IdTokenProof) new GenericOidc(List.of()).obtain(job.context()))
                .token()
                .jwt()
                .reveal();

        assertThat(jwt).isEqualTo(Jobs.tokenFor(60));
        assertThat(job.argv)
                .containsExactly("circleci", "run", "oidc", "get", "--claims", "{\"aud\":\"teleport.example.com\"}");
    }

    @Test
    void genericOidc_withoutAudience_takesTheOrganizationsToken() {
        job.set("CIRCLECI", "true").set("CIRCLE_OIDC_TOKEN", FRESH);

        assertThat(((Proof.IdTokenProof) new GenericOidc(List.of()).obtain(job.context()))
                        .token()
                        .jwt()
                        .reveal())
                .isEqualTo(FRESH);
        assertThat(job.argv).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\",\"x\":\"b", "a\\", "a\nb", "\u0000", "ü"})
    void genericOidc_hostileAudience_isNotPutIntoTheClaims(String audience) {
        job.set("CIRCLECI", "true").audience(audience);

        ProofException refused =
                catchThrowableOfType(ProofException.class, () -> new GenericOidc(List.of()).obtain(job.context()));

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(job.argv).isEmpty();
    }

    @Test
    void genericOidc_elsewhere_mintsNothing() {
        job.audience("teleport.example.com");

        ProofException refused =
                catchThrowableOfType(ProofException.class, () -> new GenericOidc(List.of()).obtain(job.context()));

        assertThat(refused.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_MISSING);
        assertThat(job.argv).isEmpty();
    }

    @Test
    void obtain_minted_isBounded() {
        job.set("CIRCLE_ORGANIZATION_ID", ORGANIZATION);
        job.output = new CommandRunner.Output(0, Secret.of(FRESH));

        jwt();

        assertThat(job.limit)
                .hasValueSatisfying(limit -> assertThat(limit).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(2)));
    }
}
