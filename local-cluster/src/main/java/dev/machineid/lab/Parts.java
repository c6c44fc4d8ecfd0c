package dev.machineid.lab;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What runs in a cluster, and the threads it runs on; closed in the opposite order of its start. */
final class Parts implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ExecutorService threads;

    Parts() {
        AtomicInteger count = new AtomicInteger();
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "lab-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        open.push(threads::shutdownNow);
    }

    ExecutorService threads() {
        return threads;
    }

    <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failed) {
                throw new IllegalStateException("a part of the lab did not stop", failed);
            }
        }
    }
}
