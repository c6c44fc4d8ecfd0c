package dev.machineid.command;

import dev.machineid.core.Multiplexing;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.ConnectionUpgrades;
import java.util.Optional;

/** The few words by which a verb without a login finds the proxy; a variable of the job may give each. */
final class WayWords {
    private WayWords() {}

    static Multiplexing.Way read(Arguments arguments, Surroundings surroundings, Verb verb) {
        return new Multiplexing.Way(
                ClusterAddress.parse(required(arguments, surroundings, "proxy", verb)),
                word(arguments, surroundings, "ca-file")
                        .map(file -> Preparation.path(surroundings.workingDirectory(), file)),
                word(arguments, surroundings, "tls-upgrade")
                        .map(ConnectionUpgrades::parse)
                        .orElse(ConnectionUpgrades.AUTO));
    }

    /** The word's text, which must be there. */
    static String required(Arguments arguments, Surroundings surroundings, String name, Verb verb) {
        return word(arguments, surroundings, name)
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.MISSING_OPTION,
                        "the option --" + name + " is missing",
                        "see: machine-id " + verb.word() + " --help"));
    }

    private static Optional<String> word(Arguments arguments, Surroundings surroundings, String name) {
        String variable =
                "MACHINE_ID_OPT_" + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
        return arguments
                .one(name)
                .or(() -> Optional.ofNullable(surroundings.variables().get(variable)))
                .filter(text -> !text.isBlank())
                .map(String::strip);
    }
}
