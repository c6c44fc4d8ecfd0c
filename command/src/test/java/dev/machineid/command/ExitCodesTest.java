package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.ProofException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExitCodesTest {
    @Test
    void everyFamily_hasItsCode() {
        assertThat(ExitCodes.of(new InvalidRequestException(ErrorCode.INVALID_VALUE, "w", "a")))
                .isEqualTo(2);
        assertThat(ExitCodes.of(new InvalidRequestException(ErrorCode.LINK_REFUSED, "w", "a")))
                .isEqualTo(2);
        assertThat(ExitCodes.of(new InvalidRequestException(ErrorCode.NOT_LOGGED_IN, "w", "a")))
                .isEqualTo(3);
        assertThat(ExitCodes.of(new InvalidRequestException(ErrorCode.CREDENTIALS_EXPIRED, "w", "a")))
                .isEqualTo(3);
        assertThat(ExitCodes.of(new ProofException(ErrorCode.NO_PROOF_FOUND, "w", "a")))
                .isEqualTo(4);
        assertThat(ExitCodes.of(new DeniedException(ErrorCode.CLAIMS_REFUSED, "w", "a")))
                .isEqualTo(5);
        assertThat(ExitCodes.of(new DeniedException(ErrorCode.CA_PIN_MISMATCH, "w", "a")))
                .isEqualTo(5);
        assertThat(ExitCodes.of(new FaultException(ErrorCode.CANNOT_CONNECT, "w", "a")))
                .isEqualTo(6);
        assertThat(ExitCodes.of(new InvalidRequestException(ErrorCode.INTERNAL, "w", "a")))
                .isEqualTo(70);
        assertThat(ExitCodes.of(new IllegalStateException("x"))).isEqualTo(70);
        assertThat(ExitCodes.of(CommandUnavailable.notFound("x"))).isEqualTo(127);
        assertThat(ExitCodes.of(CommandUnavailable.notExecutable("x", null))).isEqualTo(126);
    }

    @Test
    void manual_hasEveryCode() throws Exception {
        String manual = Files.readString(Path.of("..", "docs", "exit-codes.md"));
        for (String code : new String[] {"0", "2", "3", "4", "5", "6", "70", "126", "127"}) {
            assertThat(manual).contains("| " + code + " |");
            assertThat(ExitCodes.TABLE).containsPattern("(^|\\s)" + code + "\\s");
        }
    }
}
