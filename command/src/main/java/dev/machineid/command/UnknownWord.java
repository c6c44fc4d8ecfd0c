package dev.machineid.command;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.Source;
import dev.machineid.core.request.UnknownOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What to say to a verb or option that does not exist. */
final class UnknownWord {
    private UnknownWord() {}

    static InvalidRequestException verb(String word) {
        List<String> verbs = Stream.of(Verb.values()).map(Verb::word).toList();
        return new InvalidRequestException(
                ErrorCode.UNKNOWN_OPTION,
                "there is no verb " + SafeText.quote(word),
                UnknownOption.closest(word, verbs)
                        .map(verb -> "did you mean " + verb + "?")
                        .orElse("the verbs are: " + String.join(", ", verbs) + ", help"));
    }

    /** The text may hold a value behind '=', which is never repeated: somebody may have tried to give a secret. */
    static InvalidRequestException option(Verb verb, List<Word> words, String text) {
        String word = text.replaceFirst("=.*$", "").replaceFirst("^-+", "");
        List<String> known = words.stream()
                .flatMap(option -> Stream.concat(Stream.of(option.name()), option.aliases().stream()))
                .toList();
        boolean catalogued = words.stream().filter(Word::catalogued).count() > 10;
        Optional<String> near = UnknownOption.closest(word, known);
        if (near.isEmpty() && catalogued) {
            Source source = Source.of(Source.Kind.COMMAND_LINE, "--" + word);
            try {
                RawOptions.builder().put(word, "given", source).build();
            } catch (InvalidRequestException explained) {
                return explained;
            }
        }
        return new InvalidRequestException(
                ErrorCode.UNKNOWN_OPTION,
                "machine-id " + verb.word() + " has no option " + SafeText.quote("--" + word),
                near.map(name -> "did you mean --" + name + "?").orElse("see: machine-id " + verb.word() + " --help"));
    }
}
