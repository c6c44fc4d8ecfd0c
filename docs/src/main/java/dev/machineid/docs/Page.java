package dev.machineid.docs;

/** One generated file: its path below {@code docs/reference} (an adapter's below the root), with slashes, and its whole text. */
record Page(String path, String text) {
    /** What the first line of every generated file says, in the file's own comment. */
    static final String NOTE = "Generated from the option catalogue by ./docs/generate; do not edit.";

    Page {
        if (!text.endsWith("\n") || !text.lines().findFirst().orElse("").contains(NOTE)) {
            throw new IllegalArgumentException("no note in the first line, or no newline at the end: " + path);
        }
    }
}
