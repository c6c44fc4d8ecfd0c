package dev.machineid.core.cluster;

import dev.machineid.core.report.MachineIdException;
import java.io.IOException;

/** Carries an explained failure through the HTTP client, which only lets {@link IOException} pass. */
final class ExplainedIOException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient MachineIdException explained;

    ExplainedIOException(MachineIdException explained) {
        super(explained.what());
        this.explained = explained;
    }

    MachineIdException explained() {
        return explained;
    }
}
