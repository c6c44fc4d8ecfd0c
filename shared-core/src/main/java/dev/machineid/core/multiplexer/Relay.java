package dev.machineid.core.multiplexer;

import dev.machineid.core.connect.SshSession;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One client's bytes to one node and back. */
final class Relay {
    private final Transports transports;
    private final Executor threads;
    private @Nullable SshSession session;
    private boolean cancelled;

    Relay(Transports transports, Executor threads) {
        this.transports = transports;
        this.threads = threads;
    }

    /**
     * Copies both ways until the node is done or the relay is cancelled.
     *
     * @param unblock ends a wait for the client's bytes, which nobody wants any more
     * @param ended called when the client has said that it will send no more
     * @throws dev.machineid.core.report.MachineIdException if there is no way to the node, or it broke
     */
    void run(String target, InputStream in, OutputStream out, Runnable ended, Runnable unblock) {
        Transports.Link link = transports.take();
        try {
            SshSession opened = link.open(Target.parse(target, link.rootCluster()));
            CompletableFuture<Void> sender = new CompletableFuture<>();
            try {
                begin(opened);
                send(opened, in, ended, sender);
                opened.receive(out);
            } finally {
                opened.cancel();
                unblock.run();
                sender.join();
                opened.close();
            }
        } finally {
            link.release();
        }
    }

    private void send(SshSession opened, InputStream in, Runnable ended, CompletableFuture<Void> sender) {
        boolean running = false;
        try {
            threads.execute(() -> {
                try {
                    opened.send(in);
                    ended.run();
                } finally {
                    sender.complete(null);
                }
            });
            running = true;
        } finally {
            if (!running) {
                sender.complete(null); // or it would be waited for
            }
        }
    }

    private synchronized void begin(SshSession opened) {
        session = opened;
        if (cancelled) {
            opened.cancel();
        }
    }

    /** Ends it, now or as soon as it begins. */
    synchronized void cancel() {
        cancelled = true;
        if (session != null) {
            session.cancel();
        }
    }
}
