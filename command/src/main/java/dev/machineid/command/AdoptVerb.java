package dev.machineid.command;

import dev.machineid.core.Adoption;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.Source;
import java.nio.file.Path;

/** {@code adopt}: a checked copy of what a daemon keeps, in the job's own directory; the daemon's stays as it is. */
final class AdoptVerb {
    /** Nothing is joined, so that no join token is needed; the catalogue wants the word all the same. */
    private static final RawOptions DEFAULTS = RawOptions.builder()
            .put("token", "none", Source.of(Source.Kind.ADAPTER_DEFAULT, "adopt"))
            .put("export-env", "true", Source.of(Source.Kind.ADAPTER_DEFAULT, "adopt"))
            .build();

    private final Surroundings surroundings;
    private final Console console;
    private final Redactor redactor;

    AdoptVerb(Surroundings surroundings, Console console, Redactor redactor) {
        this.surroundings = surroundings;
        this.console = console;
        this.redactor = redactor;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.ADOPT);
        Path source = arguments
                .one("from")
                .map(text -> Preparation.path(surroundings.workingDirectory(), text))
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.MISSING_OPTION,
                        "nothing says where the daemon keeps its credentials",
                        "add --from DIR"));
        Preparation prepared = Preparation.of(arguments, DEFAULTS, surroundings, console, redactor);
        boolean following = arguments.flag("follow");
        if (following) {
            Reported.requireDirectory(prepared.request());
        }
        Adoption.Adopted adopted = new Adoption(prepared.job(), surroundings.clock(), surroundings.sleeper())
                .adopt(prepared.request(), source, following);
        adopted.report().warnings().forEach(prepared.job()::warning);
        prepared.job().say(adopted.report().text());
        console.print(
                prepared.request().json()
                        ? Reported.json(adopted.directory(), adopted.environment(), adopted.report()) + "\n"
                        : EnvironmentFormat.SHELL.write(adopted.environment()));
        return ExitCodes.OK;
    }
}
