package dev.machineid.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    @Test
    void everyCode_isUniqueInNumberTitleAndAnchor() {
        assertThat(ErrorCode.values()).extracting(ErrorCode::id).doesNotHaveDuplicates();
        assertThat(ErrorCode.values()).extracting(ErrorCode::title).doesNotHaveDuplicates();
        assertThat(ErrorCode.values()).extracting(ErrorCode::anchor).doesNotHaveDuplicates();
    }

    @Test
    void everyCode_hasTheStableForm() {
        assertThat(ErrorCode.values()).allSatisfy(code -> {
            // MID-1801 to 1812 are the boot script's.
            assertThat(code.id()).matches("MID-1[0-9]\\d\\d").doesNotMatch("MID-18(0\\d|1[0-2])");
            assertThat(code.anchor()).isEqualTo(code.id().toLowerCase(java.util.Locale.ROOT));
            assertThat(code.title()).isNotBlank().doesNotEndWith(".");
        });
    }

    @Test
    void codes_standInTheOrderOfTheirNumbers() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::id)).isSorted();
    }

    /** A number once given keeps its meaning: these are in use by scripts. */
    @Test
    void numbers_givenOnce_stay() {
        Map<ErrorCode, String> known = Map.of(
                ErrorCode.INVALID_VALUE, "MID-1002",
                ErrorCode.NO_PROOF_FOUND, "MID-1101",
                ErrorCode.CLAIMS_REFUSED, "MID-1203",
                ErrorCode.UNTRUSTED_CERTIFICATE, "MID-1301",
                ErrorCode.CANNOT_CONNECT, "MID-1401",
                ErrorCode.TARGET_NOT_FOUND, "MID-1501",
                ErrorCode.DIRECTORY_UNSAFE, "MID-1601",
                ErrorCode.INTERNAL, "MID-1999");

        known.forEach((code, id) -> assertThat(code.id()).isEqualTo(id));
    }

    @Test
    void render_withDetailsAndAdvice_isTheFormOfEveryAdapter() {
        MachineIdException refusal = new DeniedException(
                ErrorCode.CLAIMS_REFUSED,
                "the join token \"deploy\" does not allow this job",
                List.of("claim repository = acme/app", "claim ref = main"),
                "compare the claims",
                null);

        assertThat(refusal.render()).isEqualTo("""
                error[MID-1203]: the join token "deploy" does not allow this job
                  claim repository = acme/app
                  claim ref = main
                hint: compare the claims""");
        assertThat(refusal.what()).isEqualTo("the join token \"deploy\" does not allow this job");
    }

    @Test
    void render_withoutDetailsAndAdvice_isOneLine() {
        assertThat(new FaultException(ErrorCode.TIMED_OUT, "late", "").render()).isEqualTo("error[MID-1402]: late");
        assertThat(new InvalidRequestException(ErrorCode.INVALID_VALUE, "bad", "mend it").render())
                .isEqualTo("error[MID-1002]: bad\nhint: mend it");
        assertThat(new ProofException(ErrorCode.NO_PROOF_FOUND, "none", "").code())
                .isEqualTo(ErrorCode.NO_PROOF_FOUND);
    }
}
