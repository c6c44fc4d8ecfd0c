package dev.machineid.core.request;

import java.util.List;

/** A checked request and what the user should know about it, one line each. */
public record ReadRequest(MachineIdRequest request, List<String> warnings) {
    public ReadRequest {
        warnings = List.copyOf(warnings);
    }
}
