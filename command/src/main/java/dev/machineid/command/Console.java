package dev.machineid.command;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program's three streams: raw bytes for {@code ssh-proxy}, UTF-8 text for everything else. */
final class Console {
    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;

    Console(InputStream in, OutputStream out, OutputStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** The process's own streams, without the buffers and locks that Java puts around them. */
    static Console ofProcess() {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** Prints what the caller of the program asked for, as it stands. */
    void print(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException gone) {
            throw new InvalidRequestException(
                    ErrorCode.CANNOT_WRITE,
                    "standard output cannot be written",
                    List.of(),
                    "keep the reader of the program's output open until it ends",
                    gone);
        }
    }

    /** Says something to whoever looks on; nobody may be there. */
    void say(String text) {
        try {
            err.write((text + "\n").getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException nobody) {
            // What is said beside the work must not stop it.
        }
    }
}
