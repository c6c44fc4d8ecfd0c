package dev.machineid.core.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Everything that was examined, in order; without a secret, so that it can be pasted anywhere.
 *
 * @param failure the first failure, which decides how the program ends
 */
public record Diagnosis(List<Finding> findings, Optional<MachineIdException> failure) {
    private static final JsonFactory JSON = new JsonFactory();

    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /** Columns for a log, facts and advice below what they belong to, the counts last. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(String.format("%-8s %-10s %s%n", finding.state().word(), finding.check(), finding.said()));
            finding.details()
                    .forEach(line -> text.append("           ").append(line).append(System.lineSeparator()));
            if (!finding.advice().isEmpty()) {
                text.append("           hint: ").append(finding.advice()).append(System.lineSeparator());
            }
        }
        return text.append(counts()).toString();
    }

    /** A table for a job's summary page, then facts and advice of what is not well. */
    public String markdown() {
        StringBuilder text = new StringBuilder("### Machine ID doctor\n\n| | check | |\n|---|---|---|\n");
        for (Finding finding : findings) {
            text.append("| ").append(finding.state().word());
            text.append(" | ").append(finding.check());
            text.append(" | ").append(cell(finding.said())).append(" |\n");
        }
        for (Finding finding : findings) {
            boolean well = finding.state() == Finding.State.OK || finding.state() == Finding.State.SKIPPED;
            if (!well) {
                text.append("\n**").append(finding.check()).append("**\n\n");
                finding.details()
                        .forEach(line -> text.append("    ").append(line).append('\n'));
                text.append(finding.details().isEmpty() ? "" : "\n")
                        .append(cell(finding.advice()))
                        .append('\n');
            }
        }
        return text.append('\n').append(counts()).toString();
    }

    /** What a name from outside could use to leave its cell, or to become a link. */
    private static String cell(String text) {
        return text.replaceAll("([\\\\`*_\\[\\]<>|])", "\\\\$1");
    }

    /** One JSON object, for programs. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("healthy", failure.isEmpty());
            if (failure.isPresent()) {
                json.writeStringField("code", failure.get().code().id());
            }
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                json.writeStartObject();
                json.writeStringField("check", finding.check());
                json.writeStringField("state", finding.state().word());
                json.writeStringField("said", finding.said());
                json.writeArrayFieldStart("details");
                for (String line : finding.details()) {
                    json.writeString(line);
                }
                json.writeEndArray();
                json.writeStringField("advice", finding.advice());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return text.toString();
    }

    private String counts() {
        return count(Finding.State.OK) + " ok, " + count(Finding.State.WARNING) + " warning, "
                + count(Finding.State.FAILED) + " failed, " + count(Finding.State.SKIPPED) + " skipped";
    }

    private long count(Finding.State state) {
        return findings.stream().filter(finding -> finding.state() == state).count();
    }
}
