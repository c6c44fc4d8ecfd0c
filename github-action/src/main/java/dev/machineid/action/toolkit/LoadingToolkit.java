package dev.machineid.action.toolkit;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.secret.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * GitHub's toolkit, loaded beside the work that can begin without it: one thread loads it and makes every call, in the
 * order they came.
 *
 * <p>What only says something does not wait. Inputs are answered at once by the plain implementation, and once more by the
 * real one as soon as it is there; a difference is an error, since somebody would be misled. Where the engine does not start,
 * the plain implementation takes over with a warning that everybody sees.
 */
public final class LoadingToolkit implements ActionToolkit {
    private static final String TITLE = "Machine ID";

    private final ExecutorService thread = Executors.newSingleThreadExecutor(LoadingToolkit::daemon);
    private final Map<String, String> given = new LinkedHashMap<>();
    private final AtomicReference<Optional<RuntimeException>> failed = new AtomicReference<>(Optional.empty());
    private final FileCommandToolkit plain;
    private final Future<ActionToolkit> loaded;

    private LoadingToolkit(FileCommandToolkit plain, Supplier<ActionToolkit> real) {
        this.plain = plain;
        this.loaded = thread.submit(() -> load(real));
    }

    /** Begins to load. */
    public static LoadingToolkit start(StepVariables variables, StepOutput out) {
        return new LoadingToolkit(new FileCommandToolkit(variables, out), () -> new GraalToolkit(variables, out));
    }

    /** The same with another real one. */
    static LoadingToolkit start(StepVariables variables, StepOutput out, Supplier<ActionToolkit> real) {
        return new LoadingToolkit(new FileCommandToolkit(variables, out), real);
    }

    private ActionToolkit load(Supplier<ActionToolkit> real) {
        try {
            return real.get();
        } catch (RuntimeException | LinkageError broken) {
            plain.warning(
                    TITLE,
                    ErrorCode.TOOLKIT_UNAVAILABLE.id() + ": " + ErrorCode.TOOLKIT_UNAVAILABLE.title() + " ("
                            + dev.machineid.core.report.SafeText.line(String.valueOf(broken.getMessage()), 300)
                            + "); going on with a plain implementation. Name a Java 17, 21 or 25 with the input java-home");
            return plain;
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "machine-id-toolkit");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public String input(String name) {
        String value = plain.input(name);
        synchronized (given) {
            given.put(name, value);
        }
        return value;
    }

    /** Waits for the toolkit and asks it for every input that was read so far. */
    public void checkInputs() {
        Map<String, String> read;
        synchronized (given) {
            read = new LinkedHashMap<>(given);
        }
        read.forEach((name, value) -> {
            if (!ask(toolkit -> toolkit.input(name)).equals(value)) {
                throw GraalToolkit.refused("getInput", "the input " + name + " reads differently than at the start");
            }
        });
    }

    /** On the one thread, so after everything that was said before. */
    private <T> T ask(Function<ActionToolkit, T> question) {
        Future<T> answer = thread.submit(() -> question.apply(loaded.get()));
        try {
            T given = answer.get();
            rethrow();
            return given;
        } catch (ExecutionException failure) {
            throw unchecked(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    private void tell(Consumer<ActionToolkit> word) {
        thread.execute(() -> {
            try {
                word.accept(loaded.get());
            } catch (RuntimeException first) {
                failed.compareAndSet(Optional.empty(), Optional.of(first));
            } catch (ExecutionException failure) {
                failed.compareAndSet(Optional.empty(), Optional.of(unchecked(failure)));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static RuntimeException unchecked(ExecutionException failure) {
        if (failure.getCause() instanceof Error error) {
            throw error;
        }
        return failure.getCause() instanceof RuntimeException known
                ? known
                : new IllegalStateException("the toolkit failed", failure.getCause());
    }

    private void rethrow() {
        failed.getAndSet(Optional.empty()).ifPresent(first -> {
            throw first;
        });
    }

    /** Waits until everything said so far is said. */
    public void flush() {
        ask(toolkit -> "");
    }

    @Override
    public Secret idToken(Optional<String> audience) {
        return ask(toolkit -> toolkit.idToken(audience));
    }

    @Override
    public void mask(Secret value) {
        ask(toolkit -> {
            toolkit.mask(value);
            return "";
        });
    }

    @Override
    public void export(String name, String value) {
        tell(toolkit -> toolkit.export(name, value));
    }

    @Override
    public void addPath(String directory) {
        tell(toolkit -> toolkit.addPath(directory));
    }

    @Override
    public void output(String name, String value) {
        tell(toolkit -> toolkit.output(name, value));
    }

    @Override
    public void saveState(String name, String value) {
        tell(toolkit -> toolkit.saveState(name, value));
    }

    @Override
    public String state(String name) {
        return plain.state(name);
    }

    @Override
    public boolean isDebug() {
        return plain.isDebug();
    }

    @Override
    public void info(String text) {
        tell(toolkit -> toolkit.info(text));
    }

    @Override
    public void debug(String text) {
        tell(toolkit -> toolkit.debug(text));
    }

    @Override
    public void notice(String title, String text) {
        tell(toolkit -> toolkit.notice(title, text));
    }

    @Override
    public void warning(String title, String text) {
        tell(toolkit -> toolkit.warning(title, text));
    }

    @Override
    public void error(String title, String text) {
        tell(toolkit -> toolkit.error(title, text));
    }

    @Override
    public void group(String title, List<String> lines) {
        tell(toolkit -> toolkit.group(title, List.copyOf(lines)));
    }

    @Override
    public void summary(String markdown) {
        tell(toolkit -> toolkit.summary(markdown));
    }

    /** Says what is left to say, and lets go of the engine. */
    @Override
    public void close() {
        try {
            ask(toolkit -> {
                toolkit.close();
                return "";
            });
        } finally {
            thread.shutdown();
            plain.close();
        }
    }
}
