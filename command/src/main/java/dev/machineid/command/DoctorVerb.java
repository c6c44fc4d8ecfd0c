package dev.machineid.command;

import dev.machineid.core.Doctor;
import dev.machineid.core.report.Diagnosis;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.Finding;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.RawOptions;
import java.util.List;
import java.util.Optional;

/** {@code doctor}: says of everything a login depends on whether it is well; ends as the login would. */
final class DoctorVerb {
    private final Surroundings surroundings;
    private final Console console;
    private final Redactor redactor;

    DoctorVerb(Surroundings surroundings, Console console, Redactor redactor) {
        this.surroundings = surroundings;
        this.console = console;
        this.redactor = redactor;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.DOCTOR);
        String form = form(arguments);
        Diagnosis diagnosis = examine(arguments);
        String text = switch (form) {
            case "json" -> diagnosis.json();
            case "markdown" -> diagnosis.markdown();
            default -> diagnosis.text();
        };
        console.print(redactor.redact(text) + "\n");
        return diagnosis.failure().map(ExitCodes::of).orElse(ExitCodes.OK);
    }

    private Diagnosis examine(Arguments arguments) {
        Preparation prepared;
        try {
            prepared = Preparation.of(
                    arguments,
                    RawOptions.builder().build(),
                    PipedSecret.added(arguments, surroundings, console, redactor),
                    console,
                    redactor);
        } catch (InvalidRequestException wrong) {
            // Without options there is nothing to examine; their own problems are all in this one.
            return new Diagnosis(List.of(Finding.failed("options", wrong)), Optional.of(wrong));
        }
        return Doctor.examine(
                prepared.job(),
                prepared.request(),
                surroundings.clock(),
                surroundings.sleeper(),
                arguments.flag("join"));
    }

    private static String form(Arguments arguments) {
        String form = arguments.one("format").orElse(arguments.flag("json") ? "json" : "text");
        if (!List.of("text", "json", "markdown").contains(form)) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "--format " + SafeText.quote(form) + " is not a form of doctor",
                    "write text, json or markdown");
        }
        return form;
    }
}
