package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What every reader of a cloud's reply does: tells a fault from a refusal, and builds credentials. */
final class CloudReply {
    private static final int SHOWN = 300;

    private CloudReply() {}

    /** What a reply means that is not the wanted one: a fault for 408, 429 and 5xx, else final. */
    static MachineIdException refusal(String who, IdTokenHttp.Reply reply, String advice) {
        return refusal(who, reply, SafeText.line(reply.body().reveal().strip(), SHOWN), advice);
    }

    /** The same with words chosen from the reply, where the whole may hold secrets. */
    static MachineIdException refusal(String who, IdTokenHttp.Reply reply, String words, String advice) {
        int status = reply.status();
        List<String> details = words.isBlank() ? List.of() : List.of("it said: " + words);
        if (status == 408 || status == 429 || status >= 500) {
            return new FaultException(
                    ErrorCode.CLOUD_METADATA_UNAVAILABLE, who + " answered " + status, details, advice, null);
        }
        return new ProofException(ErrorCode.CLOUD_METADATA_REFUSED, who + " answered " + status, details, advice, null);
    }

    /** The credentials that a reply of AWS holds. */
    static AwsCredentials credentials(Map<String, String> fields, String prefix, String session, String from) {
        return AwsCredentials.of(
                fields.getOrDefault(prefix + "AccessKeyId", ""),
                fields.getOrDefault(prefix + "SecretAccessKey", ""),
                Optional.ofNullable(fields.get(prefix + session)),
                time(fields.get(prefix + "Expiration")),
                from);
    }

    /** An ISO time, or seconds since 1970 as the Security Token Service writes them. */
    private static Optional<Instant> time(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.contains("T") ? Instant.parse(text) : Instant.ofEpochSecond((long) Double.parseDouble(text)));
        } catch (DateTimeException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }
}
