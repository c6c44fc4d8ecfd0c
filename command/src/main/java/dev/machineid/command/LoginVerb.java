package dev.machineid.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.machineid.core.Login;
import dev.machineid.core.Rehearsal;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.Source;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** {@code login}: credentials that outlive this program; standard output gets the variables and nothing else. */
final class LoginVerb {
    private static final JsonFactory JSON = new JsonFactory();

    private final Surroundings surroundings;
    private final Console console;
    private final Redactor redactor;

    LoginVerb(Surroundings surroundings, Console console, Redactor redactor) {
        this.surroundings = surroundings;
        this.console = console;
        this.redactor = redactor;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.LOGIN);
        Optional<String> form = arguments.one("format");
        EnvironmentFormat format = form.map(EnvironmentFormat::parse).orElse(EnvironmentFormat.SHELL);
        Optional<AppendFile> append = arguments
                .one("append")
                .map(file -> new AppendFile(Preparation.path(surroundings.workingDirectory(), file)));
        append.ifPresent(AppendFile::check);
        RawOptions exporting = RawOptions.builder()
                .put("export-env", "true", Source.of(Source.Kind.ADAPTER_DEFAULT, "login"))
                .build();
        Preparation prepared = Preparation.of(arguments, exporting, surroundings, console, redactor);
        boolean json = prepared.request().json();
        if (json && form.isPresent() && append.isEmpty()) {
            throw new InvalidRequestException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "--json prints a report that holds the variables, so --format has nothing to write",
                    "keep one of them, or name a file for the variables with --append");
        }
        if (prepared.request().dryRun()) {
            Rehearsal rehearsal = prepared.rehearse();
            prepared.job().say(prepared.text(rehearsal));
            return ExitCodes.OK;
        }
        return Ending.guard(surroundings.halt(), ending -> {
            Login login = prepared.machineId().login(prepared.request(), Optional.empty());
            if (ending.stopping()) {
                Ending.close(login, prepared.job());
                return ExitCodes.FAULT;
            }
            try {
                report(login, json, prepared);
                deliver(prepared.job().exported(), format, append, json);
            } catch (RuntimeException undelivered) {
                Ending.close(login, prepared.job()); // nobody would know where the files are
                throw undelivered;
            }
            return ExitCodes.OK;
        });
    }

    private void report(Login login, boolean json, Preparation prepared) {
        login.report().warnings().forEach(prepared.job()::warning);
        prepared.job().say(login.report().text());
        if (json) {
            console.print(json(login) + "\n");
        } else if (!prepared.request().delivery().exportEnv()) {
            prepared.job().say("files in " + login.directory());
        }
    }

    private void deliver(
            Map<String, String> variables, EnvironmentFormat format, Optional<AppendFile> append, boolean json) {
        if (variables.isEmpty()) {
            return;
        }
        String text = format.write(variables);
        if (append.isPresent()) {
            append.get().append(text);
        } else if (!json) {
            console.print(text);
        }
    }

    /** The report's own object, with two more fields in front. */
    private static String json(Login login) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("directory", login.directory().toString());
            json.writeObjectFieldStart("environment");
            for (Map.Entry<String, String> variable : login.environment().entrySet()) {
                json.writeStringField(variable.getKey(), variable.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        String own = text.toString();
        return own.substring(0, own.length() - 1) + "," + login.report().json().substring(1);
    }
}
