package dev.machineid.core.platform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads what a token service answers, and tells what may pass from what will not. */
public final class TokenReply {
    private static final int SHOWN = 200;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(8).build())
            .build();

    private static final Service GITHUB = new Service(
            "GitHub's", "value", "check permissions: id-token: write, and the option audience if it is set");

    private TokenReply() {}

    /**
     * Whose service it is.
     *
     * @param owner as "GitHub's"
     * @param field the name of the token in a good reply
     * @param refused what to do where it refuses
     */
    record Service(String owner, String field, String refused) {}

    /**
     * The token in a good reply of GitHub's.
     *
     * @throws FaultException for a server's fault, a rate limit, a broken reply, and the 403 of a job that the service
     *     still counts as pending
     * @throws ProofException for every other refusal
     */
    public static String value(IdTokenHttp.Reply reply) {
        return value(reply, GITHUB);
    }

    static String value(IdTokenHttp.Reply reply, Service service) {
        if (reply.status() == 200) {
            return field(reply.body().reveal(), service.field()).orElseThrow(() -> refusal(reply, service));
        }
        throw refusal(reply, service);
    }

    /** What a reply of GitHub's means that brought no token: a fault if asking again may help, else a refusal. */
    public static MachineIdException refusal(IdTokenHttp.Reply reply) {
        return refusal(reply, GITHUB);
    }

    private static MachineIdException refusal(IdTokenHttp.Reply reply, Service service) {
        int status = reply.status();
        String body = reply.body().reveal();
        if (status == 200) {
            return fault(service, "answered without a token", List.of());
        }
        List<String> details = body.isBlank() ? List.of() : List.of("it said: " + SafeText.line(body.strip(), SHOWN));
        if (status >= 500 || status == 429 || status == 408 || (status == 403 && body.contains("Pending"))) {
            return fault(service, "answered " + status, details);
        }
        String what = status >= 300 && status < 400
                ? "sent the request elsewhere (" + status + "), which is not followed"
                : "refused with " + status;
        return new ProofException(
                ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED,
                service.owner() + " token service " + what,
                details,
                service.refused(),
                null);
    }

    static ProofException failed(String what) {
        return new ProofException(
                ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED, what, "leave this variable as the runner sets it");
    }

    private static Optional<String> field(String body, String wanted) {
        Optional<String> found = Optional.empty();
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return found;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (name.equals(wanted) && token == JsonToken.VALUE_STRING) {
                    found = Optional.of(parser.getText());
                }
                parser.skipChildren();
            }
            return found.filter(text -> !text.isBlank());
        } catch (IOException broken) {
            return Optional.empty(); // the parser's message may quote the token
        }
    }

    private static FaultException fault(Service service, String what, List<String> details) {
        return new FaultException(
                ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED,
                service.owner() + " token service " + what,
                details,
                "run the job again; if it stays so, look at " + service.owner() + " status page",
                null);
    }
}
