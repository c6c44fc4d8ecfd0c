package dev.machineid.core.identity;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the SSH binary form (RFC 4251 section 5) out of bytes that nobody vouches for; every length is checked. */
final class SshWire {
    private static final int MAX_ITEMS = 1024;

    private final String what;
    private final ByteBuffer in;

    SshWire(String what, byte[] bytes) {
        this.what = what;
        this.in = ByteBuffer.wrap(bytes);
    }

    byte[] bytes() {
        int length = (int) uint32();
        if (length < 0 || length > in.remaining()) {
            throw Unreadable.because(what, "a length points past its end");
        }
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    long uint32() {
        need(Integer.BYTES);
        return Integer.toUnsignedLong(in.getInt());
    }

    /** 64 bits; numbers from 2^63 come out negative. */
    long uint64() {
        need(Long.BYTES);
        return in.getLong();
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    void end() {
        if (hasMore()) {
            throw Unreadable.because(what, "there is more data than it should have");
        }
    }

    /** A string that holds a list of strings. */
    List<String> texts() {
        SshWire inner = new SshWire(what, bytes());
        List<String> values = new ArrayList<>();
        while (inner.hasMore()) {
            values.add(inner.text());
            bound(values.size());
        }
        return List.copyOf(values);
    }

    /** A string that holds pairs of name and value, the value a string inside a string, or nothing for a plain flag. */
    Map<String, String> options() {
        SshWire inner = new SshWire(what, bytes());
        Map<String, String> values = new LinkedHashMap<>();
        while (inner.hasMore()) {
            String name = inner.text();
            SshWire value = new SshWire(what, inner.bytes());
            String previous = values.put(name, value.hasMore() ? value.text() : "");
            value.end();
            if (previous != null) {
                throw Unreadable.because(what, "an option appears twice");
            }
            bound(values.size());
        }
        return values;
    }

    /** A string as it is written: four bytes of length and the content. */
    static void put(ByteArrayOutputStream out, byte[] value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
        out.writeBytes(value);
    }

    private void bound(int count) {
        if (count > MAX_ITEMS) {
            throw Unreadable.because(what, "a list in it has more than " + MAX_ITEMS + " entries");
        }
    }

    private void need(int count) {
        if (in.remaining() < count) {
            throw Unreadable.because(what, "it ends too early");
        }
    }
}
