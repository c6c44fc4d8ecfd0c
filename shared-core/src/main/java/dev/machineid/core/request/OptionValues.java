package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Reads single options out of raw text, with the catalogue's defaults; every mistake becomes a problem. */
final class OptionValues {
    private static final Pattern VARIABLE = Pattern.compile(OptionType.ENV_NAME.pattern());

    private final RawOptions raw;
    private final Path base;
    private final Problems problems;

    OptionValues(RawOptions raw, Path base, Problems problems) {
        this.raw = raw;
        this.base = base;
        this.problems = problems;
    }

    boolean has(String name) {
        return raw.has(name);
    }

    /** The value if given and accepted by the parser; the parser throws {@link InvalidRequestException}. */
    <T> Optional<T> parsed(String name, Function<String, T> parser) {
        List<RawValue> values = raw.values(name);
        if (new LinkedHashSet<>(values.stream()
                                .map(value -> value.text().strip())
                                .toList())
                        .size()
                > 1) {
            problems.add(
                    ErrorCode.CONFLICTING_OPTIONS,
                    name,
                    "it is given more than once (" + values.get(0).source() + ", "
                            + values.get(1).source() + ")",
                    "keep one of them");
            return Optional.empty();
        }
        if (values.isEmpty()) {
            String fallback = OptionCatalogue.get(name).defaultValue();
            return fallback.isEmpty() ? Optional.empty() : Optional.of(parser.apply(fallback));
        }
        return attempt(name, values.get(0), value -> parser.apply(value.text().strip()));
    }

    boolean flag(String name) {
        return parsed(name, OptionValues::truth).orElse(false);
    }

    Optional<String> text(String name, Pattern form, String fix) {
        return parsed(name, value -> matching(value, form, fix));
    }

    Optional<Duration> duration(String name, Duration least, Duration most) {
        return parsed(name, value -> {
            Duration duration = Durations.parse(value);
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw Invalid.value(
                        SafeText.quote(value) + " is out of range",
                        "write from " + Durations.format(least) + " to " + Durations.format(most));
            }
            return duration;
        });
    }

    Optional<Path> path(String name) {
        return parsed(name, value -> {
            if (value.startsWith("~")) {
                throw Invalid.value(
                        SafeText.quote(value) + " begins with ~, which only a shell replaces", "write the full path");
            }
            try {
                return base.resolve(value);
            } catch (InvalidPathException unusable) {
                throw Invalid.value(SafeText.quote(value) + " is not a path", "write a path of this machine");
            }
        });
    }

    /** A variable's name; the value is never shown, because the variable's content is often written by mistake. */
    Optional<String> variable(String name) {
        return parsed(name, value -> {
            if (!VARIABLE.matcher(value).matches() || SecretShape.matches(value)) {
                throw Invalid.value(
                        "the value (not shown, " + value.length() + " characters) is not the name of a variable",
                        "write the variable's name, such as "
                                + OptionCatalogue.get(name).example() + ", not its content");
            }
            return value;
        });
    }

    /** The items of a list option, parsed one by one. */
    <T> List<T> items(String name, IntPredicate separator, Function<String, T> parser) {
        List<T> items = new ArrayList<>();
        for (RawValue value : given(name)) {
            attempt(name, value, text -> ListText.split(text.text(), separator))
                    .orElse(List.of())
                    .forEach(item ->
                            attempt(name, value, ignored -> parser.apply(item)).ifPresent(items::add));
        }
        return List.copyOf(new LinkedHashSet<>(items));
    }

    /** The words of a command; unlike in a list the same word may stand twice. */
    List<String> argv(String name) {
        List<String> words = new ArrayList<>();
        for (RawValue value : raw.values(name)) {
            attempt(name, value, text -> ListText.split(text.text(), ListText.ARGUMENTS))
                    .ifPresent(items -> items.forEach(item -> words.add(ListText.unquote(item))));
        }
        return words;
    }

    static String matching(String value, Pattern form, String fix) {
        if (!form.matcher(value).matches()) {
            throw Invalid.value(SafeText.quote(value) + " is not allowed", fix);
        }
        return value;
    }

    private List<RawValue> given(String name) {
        String fallback = OptionCatalogue.get(name).defaultValue();
        return raw.has(name) || fallback.isEmpty()
                ? raw.values(name)
                : List.of(new RawValue(fallback, Source.of(Source.Kind.ADAPTER_DEFAULT, name)));
    }

    private <T> Optional<T> attempt(String name, RawValue value, Function<RawValue, T> parser) {
        try {
            return Optional.of(parser.apply(value));
        } catch (InvalidRequestException refused) {
            problems.add(refused.code(), name, refused.what() + " (" + value.source() + ")", refused.advice());
            return Optional.empty();
        }
    }

    static boolean truth(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Invalid.value(SafeText.quote(value) + " is neither true nor false", "write true or false");
        };
    }
}
