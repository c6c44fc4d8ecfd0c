package dev.machineid.lab.cloud;

import dev.machineid.lab.access.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** An HTTP/1.1 request as text, taken apart; the names of its headers in lower case. */
public record HttpText(String method, String target, SortedMap<String, String> headers, String body) {
    public static HttpText parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, Math.max(0, end)).split("\r\n", -1);
        String[] start = lines[0].split(" ", -1);
        if (end < 0 || start.length != 3 || !start[2].equals("HTTP/1.1")) {
            throw Refusal.unclassified("malformed HTTP request");
        }
        SortedMap<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 1) {
                throw Refusal.unclassified("malformed MIME header line");
            }
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        String body = text.substring(end + 4);
        if (!Integer.toString(body.getBytes(StandardCharsets.UTF_8).length).equals(headers.get("content-length"))) {
            throw Refusal.unclassified("unexpected EOF");
        }
        return new HttpText(start[0], start[1], headers, body);
    }

    public String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
