package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A job in a cloud whose servers answer as a test says; an address without an answer cannot be reached. */
final class CloudJob implements CloudHttp {
    final Map<String, String> variables = new HashMap<>();
    final Map<String, IdTokenHttp.Reply> answers = new HashMap<>();
    final List<Call> calls = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    ProofOptions options = ProofOptions.AUTO;

    CloudJob set(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** The answer to {@code METHOD URL}. */
    CloudJob answers(String call, int status, String body) {
        answers.put(call, new IdTokenHttp.Reply(status, Secret.of(body)));
        return this;
    }

    CloudJob answers(String call, byte[] body) {
        answers.put(call, new IdTokenHttp.Reply(200, Secret.of(body)));
        return this;
    }

    ProofContext context() {
        return new ProofContext(
                new JobVariables(variables),
                options,
                new CompletableFuture<>(),
                Clock.fixed(Jobs.NOW, ZoneOffset.UTC),
                new Jobs(), // knows no id token service
                (argv, most) -> {
                    throw new AssertionError("no program here");
                },
                warnings::add,
                false,
                Optional.empty(),
                this);
    }

    @Override
    public IdTokenHttp.Reply send(Call call) {
        calls.add(call);
        IdTokenHttp.Reply reply = answers.get(call.method() + " " + call.uri());
        if (reply == null) {
            throw new FaultException(
                    ErrorCode.CLOUD_METADATA_UNAVAILABLE,
                    call.uri().getAuthority() + " did not answer",
                    List.of(),
                    "",
                    new IOException("unreachable"));
        }
        return reply;
    }

    /** The calls so far as {@code METHOD URL}. */
    List<String> asked() {
        return calls.stream().map(call -> call.method() + " " + call.uri()).toList();
    }
}
