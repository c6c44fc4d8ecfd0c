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
        } else if (safe.startsWith(" ")) {
            text.append("# ").append(safe).append('\n');
        } else {
            wrap(safe, safe.startsWith("- ") ? "  " : "");
        }
        return this;
    }

    private void wrap(String words, String indent) {
        String rest = words;
        while (rest.length() > WIDTH && rest.lastIndexOf(' ', WIDTH) > indent.length()) {
            int cut = rest.lastIndexOf(' ', WIDTH);
            text.append("# ").append(rest, 0, cut).append('\n');
            rest = indent + rest.substring(cut + 1);
        }
        text.append("# ").append(rest).append('\n');
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
