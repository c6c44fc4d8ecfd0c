package dev.machineid.command;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * One verb's command line, taken apart but not judged.
 *
 * @param values the texts given by word, in the order of the words; a flag's text is {@code true} unless said
 * @param loose words before {@code --} that belong to no option
 * @param behind words behind {@code --}, empty where there is none
 */
record Arguments(Map<String, List<String>> values, List<String> loose, List<String> behind) {
    /**
     * Takes it apart.
     *
     * @throws InvalidRequestException for a word that is no option of the verb, with the nearest that is, and for an
     *     option without its value
     */
    static Arguments parse(Verb verb, List<String> line) {
        List<Word> words = verb.words();
        int end = line.indexOf("--");
        List<String> before = end < 0 ? line : line.subList(0, end);
        Set<String> flags = words.stream().filter(Word::isFlag).map(Word::name).collect(Collectors.toSet());
        String[] normal = before.stream()
                .map(text -> text.equals("-h") ? "--help" : text)
                // Every option takes a value behind '=', so that "--ssh NODE" never eats the node.
                .map(text -> text.startsWith("--") && flags.contains(text.substring(2)) ? text + "=true" : text)
                .toArray(String[]::new);
        try {
            CommandLine parsed = DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(options(words), normal, null, false);
            return new Arguments(
                    values(words, parsed),
                    List.copyOf(parsed.getArgList()),
                    end < 0 ? List.of() : List.copyOf(line.subList(end + 1, line.size())));
        } catch (UnrecognizedOptionException unknown) {
            throw UnknownWord.option(verb, words, unknown.getOption());
        } catch (MissingArgumentException missing) {
            throw mistake("the option --" + missing.getOption().getLongOpt() + " has no value", verb);
        } catch (ParseException other) {
            throw mistake("the options cannot be understood", verb);
        }
    }

    private static Options options(List<Word> words) {
        Options options = new Options();
        for (Word word : words) {
            options.addOption(option(word.name()));
            word.aliases().forEach(alias -> options.addOption(option(alias)));
        }
        return options;
    }

    private static Option option(String name) {
        return Option.builder().longOpt(name).hasArg().get();
    }

    private static Map<String, List<String>> values(List<Word> words, CommandLine parsed) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Word word : words) {
            List<String> given = new ArrayList<>();
            add(given, parsed.getOptionValues(word.name()));
            word.aliases().forEach(alias -> add(given, parsed.getOptionValues(alias)));
            if (!given.isEmpty()) {
                values.put(word.name(), List.copyOf(given));
            }
        }
        return values;
    }

    private static void add(List<String> given, String @org.jspecify.annotations.Nullable [] values) {
        if (values != null) {
            given.addAll(List.of(values));
        }
    }

    /** Whether the flag is given and not taken back. */
    boolean flag(String name) {
        return one(name).map(text -> text.equals("true")).orElse(false);
    }

    /** The only text of a word of this program's own. */
    Optional<String> one(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.stream().distinct().count() > 1) {
            throw new InvalidRequestException(
                    ErrorCode.CONFLICTING_OPTIONS, "--" + name + " is given more than once", "keep one of them");
        }
        return given.stream().findFirst();
    }

    /** Refuses words that belong to no option. */
    void requireNothingElse(Verb verb) {
        List<String> extra = new ArrayList<>(loose);
        extra.addAll(behind);
        if (!extra.isEmpty()) {
            throw mistake(SafeText.quote(extra.get(0)) + " belongs to no option", verb);
        }
    }

    static InvalidRequestException mistake(String what, Verb verb) {
        return new InvalidRequestException(ErrorCode.INVALID_VALUE, what, "see: machine-id " + verb.word() + " --help");
    }
}
