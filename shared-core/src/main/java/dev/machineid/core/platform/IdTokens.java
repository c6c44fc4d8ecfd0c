package dev.machineid.core.platform;

import dev.machineid.core.platform.Proof.IdTokenProof;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What every provider does with a token once it has its text. */
final class IdTokens {
    /** So near to its end a token is replaced, or warned of. */
    static final Duration SOON = Duration.ofSeconds(30);

    private IdTokens() {}

    /** A proof of the token, white space around it left out; refuses one that has expired. */
    static Proof proof(JoinMethod method, String text, ProofContext context) {
        IdToken token = IdToken.parse(Secret.of(text.strip()));
        Optional<Instant> end = token.claims().expiresAt();
        if (end.isPresent()) {
            checkLife(Duration.between(context.clock().instant(), end.get()), end.get(), context);
        }
        context.options()
                .audience()
                .ifPresent(wanted -> checkAudience(wanted, token.claims().audience(), context));
        return new IdTokenProof(method, token);
    }

    private static void checkLife(Duration left, Instant end, ProofContext context) {
        if (left.isNegative() || left.isZero()) {
            throw new ProofException(
                    ErrorCode.PLATFORM_TOKEN_EXPIRED,
                    "the id token expired " + inWords(left.negated()) + " ago, at " + end,
                    "log in nearer to the start of the job, or get a new id token; check this machine's clock",
                    end);
        }
        if (left.compareTo(SOON) <= 0) {
            context.warnings()
                    .accept("the id token expires in " + inWords(left) + "; log in nearer to the start of the job");
        }
    }

    private static void checkAudience(String wanted, List<String> present, ProofContext context) {
        if (!present.contains(wanted)) {
            context.warnings()
                    .accept("audience: the id token is for " + SafeText.quote(String.join(", ", present))
                            + " and not for " + SafeText.quote(wanted)
                            + "; its platform or its command sets the audience");
        }
    }

    private static String inWords(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
