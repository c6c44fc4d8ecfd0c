package dev.machineid.core.output;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Writes words so that ssh's configuration reader, its percent tokens and the shell behind it give them back as they were. */
final class Quoting {
    private Quoting() {}

    /** A path as the argument of an ssh option that takes percent tokens: in double quotes, percent signs doubled. */
    static String sshPath(Path path) {
        String text = slashes(path).replace("\\", "\\\\").replace("\"", "\\\"");
        return '"' + percent(text) + '"';
    }

    /** A command line for a POSIX shell, before ssh's percent tokens are dealt with. */
    static String shell(List<String> words) {
        return words.stream().map(Quoting::shell).collect(Collectors.joining(" "));
    }

    static String shell(String word) {
        if (word.matches("[A-Za-z0-9_./:@=+,-]+")) {
            return word;
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Text that ssh must not take for tokens. */
    static String percent(String text) {
        return text.replace("%", "%%");
    }

    /** ssh on Windows reads forward slashes, and a backslash is its escape character. */
    static String slashes(Path path) {
        return path.toString().replace(path.getFileSystem().getSeparator(), "/");
    }
}
