package io.jenkins.plugins.machineid.mask;

import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import hudson.util.Secret;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hides a block's secrets in its log, also after a restart of the controller and in logs that an agent writes.
 *
 * <p>What is saved with the build is kept as Jenkins' own secret, so that it is encrypted there.
 */
public final class BlockLogFilter extends ConsoleLogFilter implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String SEPARATOR = "\n";

    private final String key;
    private final Secret atStart;

    /** @param key the block's identifier in {@link LiveMasks} */
    public BlockLogFilter(String key) {
        this.key = key;
        this.atStart = Secret.fromString(String.join(SEPARATOR, LiveMasks.of(key)));
    }

    @Override
    @SuppressWarnings("rawtypes") // Jenkins' own signature
    public OutputStream decorateLogger(@Nullable Run build, OutputStream log) {
        return new MaskingStream(log, this::needles);
    }

    private Needles needles() {
        List<String> all = new ArrayList<>(LiveMasks.of(key));
        for (String text : atStart.getPlainText().split(SEPARATOR, -1)) {
            if (!text.isEmpty()) {
                all.add(text);
            }
        }
        return new Needles(all);
    }

    /** The log of a freestyle build, which is opened before anything is known that must be hidden. */
    public static OutputStream live(String key, OutputStream log) {
        return new MaskingStream(log, () -> new Needles(LiveMasks.of(key)));
    }
}
