package dev.machineid.docs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the tests need of a Markdown file.
 *
 * @param prose the text outside fences, line by line
 * @param fences the fenced blocks in order
 */
record Markdown(List<String> prose, List<Fence> fences) {
    private static final Pattern FENCE = Pattern.compile("( *)(`{3,}|~{3,})\\s*([A-Za-z0-9_+-]*).*");
    private static final Pattern HEADING = Pattern.compile(" {0,3}#{1,6}\\s+(.*?)\\s*#*\\s*");
    private static final Pattern ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile(
            "\\]\\(\\s*<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\s*\\)|^ {0,3}\\[[^\\]]+\\]:\\s*<?([^\\s>]+)");

    /** One fenced block: its language in lower case, the line of its first mark from 1, and its text. */
    record Fence(String language, int line, String text) {}

    static Markdown parse(String text) {
        List<String> prose = new ArrayList<>();
        List<Fence> fences = new ArrayList<>();
        List<String> lines = text.lines().toList();
        int at = 0;
        while (at < lines.size()) {
            Matcher open = FENCE.matcher(lines.get(at));
            if (!open.matches()) {
                prose.add(lines.get(at++));
                continue;
            }
            int start = at++;
            StringBuilder body = new StringBuilder();
            while (at < lines.size() && !closes(lines.get(at), open.group(2))) {
                String line = lines.get(at++);
                int blanks = line.length() - line.stripLeading().length();
                body.append(line.substring(Math.min(blanks, open.group(1).length())))
                        .append('\n');
            }
            at++;
            prose.add("");
            fences.add(new Fence(open.group(3).toLowerCase(Locale.ROOT), start + 1, body.toString()));
        }
        return new Markdown(prose, fences);
    }

    private static boolean closes(String line, String mark) {
        String text = line.strip();
        return text.length() >= mark.length() && text.chars().allMatch(c -> c == mark.charAt(0));
    }

    /** The targets of all links and images, without those in code. */
    List<String> links() {
        List<String> links = new ArrayList<>();
        for (String line : prose) {
            Matcher link = LINK.matcher(line.replaceAll("`[^`]*`", "`code`"));
            while (link.find()) {
                links.add(link.group(1) == null ? link.group(2) : link.group(1));
            }
        }
        return links;
    }

    /** What a link may name behind {@code #}: the headings by GitHub's rule, and anchors written out. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String line : prose) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String slug = slug(heading.group(1));
                int count = seen.merge(slug, 1, Integer::sum) - 1;
                anchors.add(count == 0 ? slug : slug + "-" + count);
            }
            ANCHOR.matcher(line).results().forEach(anchor -> anchors.add(anchor.group(1)));
        }
        return anchors;
    }

    private static String slug(String heading) {
        return heading.replaceAll("!?\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                .replaceAll("<[^>]*>", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\p{M}_ -]", "")
                .replace(' ', '-');
    }
}
