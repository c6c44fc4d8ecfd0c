package dev.machineid.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How variables are written so that their reader gets back the very values, whatever is in them. */
enum EnvironmentFormat {
    /** {@code export NAME='value'}, for a POSIX shell. */
    SHELL,
    /** {@code NAME=value}, in single quotes where the value needs it; plain ones suit {@code $GITHUB_ENV} too. */
    DOTENV,
    /** One object. */
    JSON;

    /** Their words. */
    static final String NAMES = "shell, dotenv, json";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,-]+");

    String word() {
        return switch (this) {
            case SHELL -> "shell";
            case DOTENV -> "dotenv";
            case JSON -> "json";
        };
    }

    static EnvironmentFormat parse(String word) {
        return Stream.of(values())
                .filter(format -> format.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.INVALID_VALUE,
                        SafeText.quote(word) + " is not a form for variables",
                        "write one of: " + NAMES));
    }

    /** The variables, each line ended; nothing for none. */
    String write(Map<String, String> variables) {
        if (this == JSON) {
            return json(variables) + "\n";
        }
        StringBuilder text = new StringBuilder();
        variables.forEach((name, value) -> text.append(line(name, value)).append('\n'));
        return text.toString();
    }

    private String line(String name, String value) {
        if (this == SHELL) {
            return "export " + name + "=" + quoted(value);
        }
        return name + "=" + (PLAIN.matcher(value).matches() ? value : quoted(value));
    }

    /** Nothing is special between single quotes, except their end. */
    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    private static String json(Map<String, String> variables) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, String> variable : variables.entrySet()) {
                json.writeStringField(variable.getKey(), variable.getValue());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return text.toString();
    }
}
