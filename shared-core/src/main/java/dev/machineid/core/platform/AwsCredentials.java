package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.secret.Secret;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Credentials of an AWS identity.
 *
 * @param session the session token of temporary ones
 * @param expires when temporary ones end, where their source says it
 * @param from where they come from, for a message
 * @param region the region their source lies in, where it says so
 */
record AwsCredentials(
        String accessKeyId,
        Secret secretKey,
        Optional<Secret> session,
        Optional<Instant> expires,
        String from,
        Optional<String> region) {
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_]{16,128}");
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,16384}");

    /** @throws ProofException CLOUD_CREDENTIALS_UNUSABLE for anything that could not stand in a request's header */
    AwsCredentials {
        if (!KEY_ID.matcher(accessKeyId).matches()
                || !VISIBLE.matcher(secretKey.reveal()).matches()
                || session.filter(token -> !VISIBLE.matcher(token.reveal()).matches())
                        .isPresent()) {
            throw unusable(from, "are incomplete or hold characters that no AWS credentials have");
        }
    }

    /** From texts as they stand in variables and replies, white space around them left out. */
    static AwsCredentials of(
            String keyId, String secretKey, Optional<String> session, Optional<Instant> expires, String from) {
        return new AwsCredentials(
                keyId.strip(),
                Secret.of(secretKey.strip()),
                session.map(token -> Secret.of(token.strip())),
                expires,
                from,
                Optional.empty());
    }

    AwsCredentials in(Optional<String> other) {
        return new AwsCredentials(accessKeyId, secretKey, session, expires, from, other);
    }

    /** Fails if they have run out. */
    void requireUsable(Instant now) {
        if (expires.filter(end -> !end.isAfter(now)).isPresent()) {
            throw unusable(from, "expired at " + expires.get());
        }
    }

    private static ProofException unusable(String from, String why) {
        return new ProofException(
                ErrorCode.CLOUD_CREDENTIALS_UNUSABLE,
                "the AWS credentials from " + from + " " + why,
                "get new ones; the AWS command line tries them with: aws sts get-caller-identity");
    }

    /** Only where they come from. */
    @Override
    public String toString() {
        return "AwsCredentials[" + from + "]";
    }
}
