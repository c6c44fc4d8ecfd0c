package dev.machineid.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.machineid.core.KeyPairs;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.rules.BoundKeypairRule;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code keypair create}: a key pair in a state directory; standard output gets its public half and where that goes. */
final class KeypairVerb {
    private static final String OPTION = "MACHINE_ID_OPT_STATE_DIRECTORY";

    private final Surroundings surroundings;
    private final Console console;
    private final Redactor redactor;

    KeypairVerb(Surroundings surroundings, Console console, Redactor redactor) {
        this.surroundings = surroundings;
        this.console = console;
        this.redactor = redactor;
    }

    int run(Arguments arguments) {
        if (!arguments.loose().equals(List.of("create")) || !arguments.behind().isEmpty()) {
            throw Arguments.mistake("keypair knows one word: create", Verb.KEYPAIR);
        }
        Path directory = directory(arguments);
        CommandJob job = new CommandJob(surroundings, console, redactor, arguments.flag("debug"));
        String line = KeyPairs.create(job, directory, arguments.flag("allow-workspace"));
        console.print(
                arguments.flag("json")
                        ? json(directory, line)
                        : "public key: " + line + "\n\nin the join token:\n\n" + BoundKeypairRule.spec(line));
        return ExitCodes.OK;
    }

    private Path directory(Arguments arguments) {
        return arguments
                .one("state-directory")
                .or(() -> Optional.ofNullable(surroundings.variables().get(OPTION)))
                .filter(text -> !text.isBlank())
                .map(text ->
                        Preparation.path(surroundings.workingDirectory(), text).normalize())
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.MISSING_OPTION,
                        "nothing says where the key pair goes",
                        "add --state-directory DIR, outside of any checkout"));
    }

    private static String json(Path directory, String line) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("state_directory", directory.toString());
            json.writeStringField("public_key", line);
            json.writeObjectFieldStart("spec");
            json.writeStringField("join_method", "bound_keypair");
            json.writeObjectFieldStart("bound_keypair");
            json.writeObjectFieldStart("onboarding");
            json.writeStringField("initial_public_key", line);
            json.writeEndObject();
            json.writeObjectFieldStart("recovery");
            json.writeStringField("mode", "standard");
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return text + "\n";
    }
}
