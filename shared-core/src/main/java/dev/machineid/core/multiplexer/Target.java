package dev.machineid.core.multiplexer;

import dev.machineid.core.connect.SshTarget;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a client asks for: {@code NODE:PORT} or {@code NODE:PORT|CLUSTER}, as tbot's multiplexer takes it. */
final class Target {
    /** Two names of 253 characters, a port and two signs, and some air. */
    static final int LONGEST = 600;

    private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");

    private Target() {}

    /** Reads it from the beginning of a plain connection, where a zero byte or a line feed ends it. */
    static String read(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next != 0 && next != '\n'; next = in.read()) {
            if (next < 0) {
                throw wrong(text.toString(), "is not complete");
            }
            if (text.length() >= LONGEST) {
                throw wrong(text.toString(), "is too long");
            }
            text.append((char) next);
        }
        return text.toString();
    }

    /** The same from text that came whole. */
    static String whole(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.length() > LONGEST) {
            throw wrong(text, "is too long");
        }
        return text;
    }

    /** @param rootCluster the cluster where none is named */
    static SshTarget parse(String text, String rootCluster) {
        int bar = text.indexOf('|');
        String cluster = bar < 0 ? rootCluster : text.substring(bar + 1);
        if (!CLUSTER.matcher(cluster).matches()) {
            throw wrong(text, "names no cluster");
        }
        return SshTarget.parse(bar < 0 ? text : text.substring(0, bar), cluster);
    }

    private static InvalidRequestException wrong(String text, String why) {
        return new InvalidRequestException(
                ErrorCode.INVALID_VALUE,
                "the target " + SafeText.quote(SafeText.line(text, 80)) + " " + why,
                "ask for NODE:PORT or NODE:PORT|CLUSTER, ended by a zero byte or a line feed");
    }
}
