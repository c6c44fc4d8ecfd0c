package dev.machineid.core.rules;

/** Text of documents and comments; a comment's line never ends early, whatever is in it. */
final class Comments {
    private static final int WIDTH = 112;

    private final StringBuilder text = new StringBuilder();
    private boolean documentOpen;

    /** A comment; an empty one is an empty line. Long prose is wrapped; what is indented stays as it is. */
    Comments line(String comment) {
        String safe = comment.codePoints().mapToObj(Printable::point).collect(java.util.stream.Collectors.joining());
        if (safe.isEmpty()) {
            text.append('\n');
        } else if (safe.startsWith(" ") || safe.length() <= WIDTH) {
            text.append("# ").append(safe).append('\n');
        } else {
            int cut = safe.lastIndexOf(' ', WIDTH);
            int at = cut <= 0 ? safe.length() : cut;
            text.append("# ").append(safe, 0, at).append('\n');
            if (at < safe.length()) {
                line(safe.substring(at + 1));
            }
        }
        return this;
    }

    /** A YAML document, or a block of HCL. */
    Comments document(String body) {
        text.append(body);
        documentOpen = true;
        return this;
    }

    /** Ends a YAML document if one is open. */
    Comments separate() {
        text.append(documentOpen ? "---\n" : "\n");
        documentOpen = false;
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
