package dev.machineid.action.toolkit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output, which the runner reads line by line for commands: UTF-8, and each text in one piece. */
public final class StepOutput {
    private final OutputStream out;

    public StepOutput(OutputStream out) {
        this.out = out;
    }

    /** The process's own. */
    public static StepOutput ofProcess() {
        return new StepOutput(new FileOutputStream(FileDescriptor.out));
    }

    /** Writes the text at once; nobody listening is no reason to stop. */
    public synchronized void write(String text) {
        try {
            out.write(Utf8.bytes(text));
            out.flush();
        } catch (IOException gone) {
            // The runner closes it when the job was cancelled.
        }
    }
}
