package io.jenkins.plugins.machineid.session;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.SafeText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which machine joins the cluster. */
public enum JoinPlace {
    /** The agent; the controller where the agent does not reach the cluster. */
    AUTO,
    AGENT,
    CONTROLLER;

    /** As forms and pipelines write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All of them, as written. */
    public static List<String> words() {
        return Arrays.stream(values()).map(JoinPlace::word).toList();
    }

    static JoinPlace parse(String text) throws SessionFailure {
        String word = text.isBlank() ? AUTO.word() : text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(place -> place.word().equals(word))
                .findFirst()
                .orElseThrow(() -> SessionFailure.of(
                        ErrorCode.INVALID_VALUE,
                        SafeText.quote(text) + " is not a place to join from",
                        "joinOn: write auto, agent or controller"));
    }
}
