package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.SafeText;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What to say about a word that is no option: the closest one that is, or that secrets never come by value. */
public final class UnknownOption {
    private static final Set<String> SECRET_WORDS =
            Set.of("secret", "password", "join-secret", "token-secret", "secret-value", "registration-secret");
    private static final int COMPARED = 40;

    private UnknownOption() {}

    static Problem problem(String word, Source source) {
        String shown = SafeText.quote(word);
        if (SECRET_WORDS.contains(kebab(word))) {
            return new Problem(
                    ErrorCode.UNKNOWN_OPTION,
                    shown,
                    "a secret is never given by value (" + source + ")",
                    "put it into a variable or a private file and name that one with secret-env or secret-file");
        }
        String fix = closest(word).map(name -> "did you mean " + name + "?").orElse("the options are: " + known());
        return new Problem(ErrorCode.UNKNOWN_OPTION, shown, "there is no such option (" + source + ")", fix);
    }

    /** The option word nearest to what was written, in whatever casing, if one is near enough to be meant. */
    static Optional<String> closest(String word) {
        return closest(word, OptionCatalogue.words());
    }

    /** The same among other words in kebab case, such as a program's verbs. */
    public static Optional<String> closest(String word, Collection<String> words) {
        String wanted = kebab(word);
        return words.stream()
                .min((a, b) -> Integer.compare(distance(wanted, a), distance(wanted, b)))
                .filter(best -> distance(wanted, best) <= Math.max(1, best.length() / 3));
    }

    private static String kebab(String word) {
        String cut = word.length() > COMPARED ? word.substring(0, COMPARED) : word;
        return cut.replaceAll("(?<=[a-z])(?=[A-Z])", "-").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    private static String known() {
        return String.join(
                ", ", OptionCatalogue.all().stream().map(OptionSpec::name).toList());
    }

    /** Levenshtein's distance: how many letters must change. */
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] line = new int[to.length() + 1];
            line[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int change = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                line[column] = Math.min(change, 1 + Math.min(above[column], line[column - 1]));
            }
            above = line;
        }
        return above[to.length()];
    }
}
