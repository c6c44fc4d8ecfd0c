package dev.machineid.lab.fault;

import java.util.ArrayList;
import java.util.List;

/** Finds where the TLS records of one direction start, as its bytes pass. */
final class TlsRecords {
    private static final int HEADER = 5;

    private final List<Long> starts = new ArrayList<>();
    private long position;
    private long next;
    private int length;

    synchronized void add(byte[] bytes) {
        for (byte one : bytes) {
            long inRecord = position - next;
            if (inRecord == 0) {
                starts.add(position);
            } else if (inRecord == HEADER - 2) {
                length = (one & 0xff) << 8;
            } else if (inRecord == HEADER - 1) {
                next += HEADER + (length | (one & 0xff));
            }
            position++;
        }
    }

    /** Offsets of the records' first bytes, ascending. */
    synchronized List<Long> starts() {
        return List.copyOf(starts);
    }
}
