package dev.machineid.core.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The head of one HTTP/1.1 answer, read byte by byte, since what follows it already belongs to another protocol.
 *
 * @param lines the status line, then the header lines
 */
record HttpHead(List<String> lines) {
    private static final int LONGEST = 16 * 1024;

    HttpHead {
        lines = List.copyOf(lines);
    }

    static HttpHead read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("it closed the connection");
            }
            if (head.size() > LONGEST) {
                throw new IOException("its answer is longer than " + LONGEST + " bytes");
            }
            head.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return new HttpHead(head.toString(StandardCharsets.ISO_8859_1).lines().toList());
    }

    String statusLine() {
        return lines.isEmpty() ? "" : lines.get(0);
    }

    /** The status, or 0 where the first line is no status line. */
    int status() {
        String line = statusLine();
        return line.matches("HTTP/1\\.[01] [1-5]\\d\\d\\b.*") ? Integer.parseInt(line.substring(9, 12)) : 0;
    }

    /** The first value of a header; names differ in no letter case. */
    Optional<String> header(String name) {
        String begin = name + ":";
        return lines.stream()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, begin, 0, begin.length()))
                .map(line -> line.substring(begin.length()).strip())
                .findFirst();
    }
}
