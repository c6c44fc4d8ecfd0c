package dev.machineid.action.toolkit;

/** A call of the toolkit failed, in its own words. */
final class ToolkitException extends Exception {
    private static final long serialVersionUID = 1L;

    ToolkitException(String words) {
        super(words);
    }
}
