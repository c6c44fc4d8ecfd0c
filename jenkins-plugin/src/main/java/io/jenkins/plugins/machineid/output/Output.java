package io.jenkins.plugins.machineid.output;

import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import hudson.model.Describable;
import hudson.model.Descriptor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One thing to issue, as a symbol: {@code ssh()}, {@code kubernetes('staging')}. */
public abstract class Output implements Describable<Output> {
    private final OutputKind kind;

    Output(OutputKind kind) {
        this.kind = kind;
    }

    /** The name behind the kind's colon, if it has one. */
    abstract Optional<String> name();

    /** The settings by key; blank ones are left out. */
    Map<String, String> settings() {
        return Map.of();
    }

    /**
     * The entry as every platform writes it: {@code kubernetes:staging}.
     *
     * @throws dev.machineid.core.report.InvalidRequestException if it is none
     */
    public final String entry() {
        Map<String, String> given = new LinkedHashMap<>();
        settings().forEach((key, value) -> {
            if (!value.isBlank()) {
                given.put(key, value.strip());
            }
        });
        return new OutputSpec(kind, name().map(String::strip).filter(text -> !text.isEmpty()), given).toString();
    }

    /** What all of them offer in forms. */
    public abstract static class OutputDescriptor extends Descriptor<Output> {
        private final String label;

        OutputDescriptor(String label) {
            this.label = label;
        }

        @Override
        public String getDisplayName() {
            return label;
        }
    }
}
