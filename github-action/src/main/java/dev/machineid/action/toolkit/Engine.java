package dev.machineid.action.toolkit;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * Runs GitHub's toolkit: the only class that owns the engine, and a loop for timers and replies, all on the thread that
 * made it.
 *
 * <p>The script can reach what {@link Host} exports and nothing else: no files, no network, no classes, no threads, no
 * other languages.
 */
final class Engine implements AutoCloseable {
    private final BlockingQueue<Runnable> arrived = new LinkedBlockingQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Context context;
    private final Value call;
    private final Value deliver;

    private record Timer(long due, int id) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return Long.compare(due, other.due);
        }
    }

    /** How a call ended: an error's text, or a result in JSON. */
    private static final class Outcome {
        private @Nullable String error;
        private @Nullable String result;

        private boolean isKnown() {
            return error != null || result != null;
        }
    }

    /** @param script the bundled toolkit */
    Engine(Host host, String script) {
        host.connect(this);
        // The native part for run-time compilation is left out of the jar on purpose.
        System.setProperty("polyglotimpl.AttachLibraryFailureAction", "ignore");
        context = Context.newBuilder("js")
                .allowHostAccess(HostAccess.EXPLICIT)
                .allowIO(IOAccess.NONE)
                .allowAllAccess(false)
                .allowCreateThread(false)
                .allowCreateProcess(false)
                .allowNativeAccess(false)
                .allowHostClassLookup(name -> false)
                .option("engine.WarnInterpreterOnly", "false")
                .option("js.ecmascript-version", "2022")
                .build();
        try {
            context.getBindings("js").putMember("host", host);
            context.eval(Source.newBuilder("js", script, "toolkit.js").buildLiteral());
            Value bindings = context.getBindings("js");
            call = bindings.getMember("machineCall");
            deliver = bindings.getMember("machineDeliver");
        } catch (RuntimeException | Error broken) {
            context.close(true);
            throw broken;
        }
    }

    /** Later, on the engine's thread; may be called from any. */
    void post(int id, Object... results) {
        arrived.add(() -> {
            Object[] all = new Object[results.length + 1];
            all[0] = id;
            System.arraycopy(results, 0, all, 1, results.length);
            deliver.executeVoid(all);
        });
    }

    /** On the engine's thread alone. */
    void timer(int id, Duration after) {
        timers.add(new Timer(System.nanoTime() + after.toNanos(), id));
    }

    /**
     * Calls a function of the toolkit and waits for its end.
     *
     * @param arguments a JSON array
     * @return the result in JSON
     * @throws ToolkitException with the toolkit's own words
     */
    String call(String name, String arguments) throws ToolkitException {
        Outcome outcome = new Outcome();
        ProxyExecutable done = values -> {
            String error = values[0].asString();
            outcome.error = error.isEmpty() ? null : error;
            outcome.result = error.isEmpty() ? values[1].asString() : null;
            return null;
        };
        call.executeVoid(name, arguments, done);
        while (!outcome.isKnown()) {
            turn(name);
        }
        if (outcome.result == null) {
            throw new ToolkitException(String.valueOf(outcome.error));
        }
        return outcome.result;
    }

    /** What the script has set for the process' exit code, 0 unless it did. */
    int exitCode() {
        return context.getBindings("js").getMember("machineExitCode").execute().asInt();
    }

    /** One reply or one timer. */
    private void turn(String name) throws ToolkitException {
        Timer next = timers.peek();
        long wait = next == null ? Long.MAX_VALUE : next.due() - System.nanoTime();
        try {
            Runnable reply = arrived.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
            if (reply != null) {
                reply.run();
            } else if (next != null) {
                timers.remove(next);
                deliver.executeVoid(next.id());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ToolkitException(name + " was interrupted");
        }
    }

    @Override
    public void close() {
        context.close(true);
    }
}
