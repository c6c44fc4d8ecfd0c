package dev.machineid.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.MachineIdRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** What {@code login} and {@code adopt} say to programs. */
final class Reported {
    private static final JsonFactory JSON = new JsonFactory();

    private Reported() {}

    /** The report's own object, with two more fields in front. */
    static String json(Path directory, Map<String, String> environment, LoginReport report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("directory", directory.toString());
            json.writeObjectFieldStart("environment");
            for (Map.Entry<String, String> variable : environment.entrySet()) {
                json.writeStringField(variable.getKey(), variable.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        String own = text.toString();
        return own.substring(0, own.length() - 1) + "," + report.json().substring(1);
    }

    /** {@code --follow} needs a place that the next login can name. */
    static void requireDirectory(MachineIdRequest request) {
        if (request.delivery().directory().isEmpty()) {
            throw new InvalidRequestException(
                    ErrorCode.MISSING_OPTION,
                    "--follow is for whoever logs in to the same directory again, and none is named",
                    "add --directory DIR");
        }
    }
}
