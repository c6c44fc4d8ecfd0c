package dev.machineid.lab.fault;

import java.time.Duration;

/**
 * What happens to one connection.
 *
 * @param kind what
 * @param after how many bytes of that side pass unharmed before it happens
 * @param end how a cut connection ends
 * @param delay how much longer each direction takes
 */
public record Fault(Kind kind, long after, End end, Duration delay) {
    /** The kinds of faults. */
    public enum Kind {
        NONE,
        REFUSE,
        CUT_SERVER,
        CUT_CLIENT,
        STALL_SERVER,
        HALF_CLOSE,
        DELAY
    }

    /** How the client sees the end of a connection: as a proper end of the stream, or as a reset. */
    public enum End {
        FIN,
        RST
    }

    public Fault {
        if (after < 0 || delay.isNegative()) {
            throw new IllegalArgumentException("a fault happens after no bytes or more, and never earlier");
        }
    }

    /** Everything passes. */
    public static Fault none() {
        return of(Kind.NONE, 0, End.FIN);
    }

    /** Accepted, and reset at the client's first bytes. */
    public static Fault refuse() {
        return of(Kind.REFUSE, 0, End.RST);
    }

    /** Ends after exactly so many bytes of the server's. */
    public static Fault cutServer(long after, End end) {
        return of(Kind.CUT_SERVER, after, end);
    }

    /** Ends after exactly so many bytes of the client's; the server gets no more than those. */
    public static Fault cutClient(long after, End end) {
        return of(Kind.CUT_CLIENT, after, end);
    }

    /** Passes so many bytes of the server's and then none, without ending. */
    public static Fault stallServer(long after) {
        return of(Kind.STALL_SERVER, after, End.FIN);
    }

    /** Ends the server's half after so many bytes; the client's bytes still pass. */
    public static Fault halfClose(long after) {
        return of(Kind.HALF_CLOSE, after, End.FIN);
    }

    /** Each direction takes this much longer. */
    public static Fault delay(Duration oneWay) {
        return new Fault(Kind.DELAY, 0, End.FIN, oneWay);
    }

    private static Fault of(Kind kind, long after, End end) {
        return new Fault(kind, after, end, Duration.ZERO);
    }
}
