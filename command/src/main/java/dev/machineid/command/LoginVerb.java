package dev.machineid.command;

import dev.machineid.core.Companion;
import dev.machineid.core.Login;
import dev.machineid.core.Rehearsal;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.Source;
import java.util.Map;
import java.util.Optional;

/** {@code login}: credentials that outlive this program; standard output gets the variables and nothing else. */
final class LoginVerb {
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
        boolean following = arguments.flag("follow");
        Preparation prepared = Preparation.of(
                arguments, exporting, PipedSecret.added(arguments, surroundings, console, redactor), console, redactor);
        if (following) {
            Reported.requireDirectory(prepared.request());
        }
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
        CompanionProcess companion = new CompanionProcess(surroundings, prepared);
        companion.requirePossible();
        return Ending.guard(surroundings.halt(), ending -> {
            Login login = prepared.machineId()
                    .login(
                            prepared.request(),
                            Optional.empty(),
                            following || prepared.request().renew());
            if (ending.stopping()) {
                Ending.close(login, prepared.job());
                return ExitCodes.FAULT;
            }
            try {
                Map<String, String> variables = companion.beside(login, ending::stopping);
                if (ending.stopping()) {
                    close(login, prepared);
                    return ExitCodes.FAULT;
                }
                report(login, variables, json, prepared);
                deliver(prepared.job().exported(), format, append, json);
            } catch (RuntimeException undelivered) {
                close(login, prepared); // nobody would know where the files are
                throw undelivered;
            }
            return ExitCodes.OK;
        });
    }

    private static void close(Login login, Preparation prepared) {
        Companion.end(login.directory());
        Ending.close(login, prepared.job());
    }

    private void report(Login login, Map<String, String> variables, boolean json, Preparation prepared) {
        login.report().warnings().forEach(prepared.job()::warning);
        prepared.job().say(login.report().text());
        if (json) {
            console.print(Reported.json(login.directory(), variables, login.report()) + "\n");
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
}
