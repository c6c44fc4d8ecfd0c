package dev.machineid.action;

import java.util.LinkedHashSet;
import java.util.Set;

/** The runner's log: commands taken out, masked values hidden, each of their lines too. */
final class RunnerLog {
    private static final String MASK = "::add-mask::";

    private final Set<String> masks = new LinkedHashSet<>();
    private final StringBuilder text = new StringBuilder();

    /** What a step has written. */
    void add(String written) {
        written.lines().forEach(line -> {
            if (line.startsWith(MASK)) {
                String value = line.substring(MASK.length())
                        .replace("%0A", "\n")
                        .replace("%0D", "\r")
                        .replace("%25", "%");
                masks.add(value);
                value.lines().filter(part -> !part.isBlank()).forEach(masks::add);
            } else {
                String shown = line;
                for (String mask : masks) {
                    shown = shown.replace(mask, "***");
                }
                text.append(shown).append('\n');
            }
        });
    }

    /** What the runner hides from now on. */
    Set<String> masks() {
        return masks;
    }

    /** As people see it. */
    @Override
    public String toString() {
        return text.toString();
    }
}
