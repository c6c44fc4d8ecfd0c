package io.jenkins.plugins.machineid.mask;

import hudson.console.LineTransformationOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * A log without secrets: what is named, in every encoding, and the body of any private key in PEM, which only the agent
 * knows and a careless {@code cat} would print.
 */
final class MaskingStream extends LineTransformationOutputStream.Delegating {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String KEY = "PRIVATE KEY-----";

    private final Supplier<Needles> needles;
    private boolean insideKey;

    MaskingStream(OutputStream log, Supplier<Needles> needles) {
        super(log);
        this.needles = needles;
    }

    @Override
    protected void eol(byte[] bytes, int length) throws IOException {
        // Every byte is one character and comes out as it went in, whatever the log's encoding is; secrets are ASCII.
        Charset bytewise = StandardCharsets.ISO_8859_1;
        String line = new String(bytes, 0, length, bytewise);
        String safe = keyless(needles.get().hide(line));
        out.write(safe.getBytes(bytewise));
    }

    private String keyless(String line) {
        if (insideKey) {
            insideKey = !(line.contains(END) && line.contains(KEY));
            return insideKey ? Needles.HIDDEN + "\n" : line;
        }
        int begin = line.indexOf(BEGIN);
        int key = begin < 0 ? -1 : line.indexOf(KEY, begin);
        if (key < 0) {
            return line;
        }
        int end = line.indexOf(END, key);
        if (end < 0) {
            insideKey = true;
            return line.substring(0, key + KEY.length()) + "\n";
        }
        return line.substring(0, key + KEY.length()) + Needles.HIDDEN + line.substring(end);
    }
}
