package dev.machineid.lab.tls;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** Copies bytes both ways between two connected sockets until both sides have ended. */
public final class Splice {
    private static final int CHUNK = 16 * 1024;

    private Splice() {}

    /** Copies until both directions have ended; one side's end is passed on as a half-close. */
    public static void both(Socket left, Socket right, Executor threads) throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        threads.execute(() -> {
            try {
                copy(left, right);
            } finally {
                done.countDown();
            }
        });
        copy(right, left);
        try {
            done.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            pump(from.getInputStream(), to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException broken) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    /** Copies to the end of the input, chunk by chunk, without delay. */
    public static void pump(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[CHUNK];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            out.flush();
        }
    }

    /** Closes and ignores a failure to. */
    public static void closeQuietly(Closeable thing) {
        try {
            thing.close();
        } catch (IOException alreadyBroken) {
            // nothing is left to save
        }
    }
}
