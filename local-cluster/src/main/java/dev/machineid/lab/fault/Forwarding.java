package dev.machineid.lab.fault;

import dev.machineid.lab.tls.Splice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One connection through the {@link FaultProxy}: two directions and what happens to them. */
final class Forwarding {
    static final int CHUNK = 16 * 1024;

    private final Socket client;
    private final byte[] hello;
    private final Fault fault;
    private final ScheduledExecutorService timer;
    private final TlsRecords records = new TlsRecords();
    private final AtomicLong fromServer = new AtomicLong();
    private final AtomicLong fromClient = new AtomicLong();

    /** @param hello what the client has sent already */
    Forwarding(Socket client, byte[] hello, Fault fault, ScheduledExecutorService timer) {
        this.client = client;
        this.hello = hello.clone();
        this.fault = fault;
        this.timer = timer;
    }

    FaultProxy.Passed passed() {
        String text = new String(hello, StandardCharsets.ISO_8859_1);
        return new FaultProxy.Passed(text, fromClient.get(), fromServer.get(), records.starts());
    }

    /** Forwards until both directions have ended. */
    void run(Socket upstream, InetSocketAddress target, Executor threads) throws IOException {
        if (fault.kind() == Fault.Kind.REFUSE) {
            end(client, Fault.End.RST);
            return;
        }
        upstream.setTcpNoDelay(true);
        upstream.connect(target);
        CountDownLatch done = new CountDownLatch(1);
        InputStream fromTheClient = new SequenceInputStream(new ByteArrayInputStream(hello), client.getInputStream());
        threads.execute(() -> {
            try {
                copy(fromTheClient, client, upstream, fromClient, Fault.Kind.CUT_CLIENT, upstream);
            } finally {
                done.countDown();
            }
        });
        copy(upstream.getInputStream(), upstream, client, fromServer, Fault.Kind.CUT_SERVER, upstream);
        try {
            done.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(InputStream in, Socket from, Socket to, AtomicLong passed, Fault.Kind cut, Socket upstream) {
        boolean ours = cut == Fault.Kind.CUT_SERVER;
        boolean limited = fault.kind() == cut
                || (ours && (fault.kind() == Fault.Kind.STALL_SERVER || fault.kind() == Fault.Kind.HALF_CLOSE));
        long limit = limited ? fault.after() : Long.MAX_VALUE;
        try {
            byte[] buffer = new byte[CHUNK];
            while (passed.get() < limit) {
                int count = in.read(buffer, 0, (int) Math.min(CHUNK, limit - passed.get()));
                if (count < 0) {
                    deliver(to::shutdownOutput);
                    return;
                }
                byte[] bytes = java.util.Arrays.copyOf(buffer, count);
                passed.addAndGet(count);
                if (ours) {
                    records.add(bytes);
                }
                deliver(() -> to.getOutputStream().write(bytes));
            }
            atLimit(from, upstream);
        } catch (IOException broken) {
            Splice.closeQuietly(from);
            Splice.closeQuietly(to);
        }
    }

    private void atLimit(Socket from, Socket upstream) throws IOException {
        switch (fault.kind()) {
            case CUT_SERVER, CUT_CLIENT -> {
                end(client, fault.end());
                upstream.close();
            }
            case HALF_CLOSE -> {
                client.shutdownOutput();
                discard(from);
            }
            default -> discard(from);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** At once, or later by the timer, whose one thread keeps the order. */
    private void deliver(Step step) throws IOException {
        if (fault.kind() != Fault.Kind.DELAY) {
            step.run();
            return;
        }
        try {
            var unused = timer.schedule(() -> late(step), fault.delay().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            throw new IOException("the proxy is being closed", closing);
        }
    }

    private void late(Step step) {
        try {
            step.run();
        } catch (IOException gone) {
            Splice.closeQuietly(client);
        }
    }

    private static void discard(Socket from) throws IOException {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[CHUNK];
        while (in.read(buffer) >= 0) {
            // nobody gets it
        }
    }

    /** A close with bytes left unread would be a reset, so a proper end leaves the other half open until the client ends it. */
    private static void end(Socket socket, Fault.End how) throws IOException {
        if (how == Fault.End.RST) {
            socket.setSoLinger(true, 0);
            socket.close();
        } else {
            socket.shutdownOutput();
        }
    }
}
