package dev.machineid.action;

import dev.machineid.core.report.ErrorCode;

/** A card for the run's page where there are no credentials: the code and the same words as in the annotation; no secrets. */
record FailureCard(ErrorCode code, String text) {
    private static final int LONGEST = 8000;

    String markdown() {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "\n..." : text;
        // A fence that the text, some of which comes from outside, cannot end: longer than any row of such signs in it.
        String fence = "```";
        while (shown.contains(fence)) {
            fence += "`";
        }
        return "### Machine ID: " + code.title() + " (" + code.id() + ")\n\n" + fence + "text\n" + shown + "\n" + fence
                + "\n\n";
    }
}
