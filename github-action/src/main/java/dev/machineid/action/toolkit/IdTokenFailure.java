package dev.machineid.action.toolkit;

import dev.machineid.core.platform.TokenReply;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.SafeText;
import java.util.List;

/** Why no id token came: the toolkit's own words hide the status and the reason. */
final class IdTokenFailure {
    private IdTokenFailure() {}

    /**
     * What to throw.
     *
     * @param words the toolkit's
     */
    static MachineIdException explain(TokenHttp http, String words) {
        if (http.last().isPresent()) {
            return TokenReply.refusal(http.last().get());
        }
        String cause = http.failure()
                .map(broken -> String.valueOf(broken.getMessage()))
                .orElse(words);
        return new FaultException(
                ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED,
                http.failure().isPresent()
                        ? "GitHub's token service did not answer"
                        : "GitHub's token service gave no token",
                List.of("cause: " + SafeText.line(cause, 300)),
                "run the job again; if it stays so, look at GitHub's status page",
                http.failure().orElse(null));
    }
}
