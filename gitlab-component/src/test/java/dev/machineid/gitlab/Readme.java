package dev.machineid.gitlab;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of the README, each marked by a comment with its name, and the join token rules beside them. */
final class Readme {
    private static final String TEXT = Tree.read(Tree.COMPONENT.resolve("README.md"));
    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- example: ([a-z-]+) -->\n```yaml\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern RULES = Pattern.compile(
            "<!-- rules: ([a-z-]+) -->\n```sh\nmachine-id (rules .*?)```\n\n```yaml\n(.*?)```\n", Pattern.DOTALL);

    private Readme() {}

    /** A call of {@code machine-id rules}, without its output's redirection, and the join token that it is said to print. */
    record Rules(List<String> words, String token) {}

    /** Every example by its name: a whole {@code .gitlab-ci.yml}. */
    static Map<String, String> examples() {
        Map<String, String> examples = new TreeMap<>();
        EXAMPLE.matcher(TEXT).results().forEach(found -> examples.put(found.group(1), found.group(2)));
        return examples;
    }

    static String example(String name) {
        String text = examples().get(name);
        if (text == null) {
            throw new AssertionError("the README has no example " + name);
        }
        return text;
    }

    static Map<String, Rules> rules() {
        Map<String, Rules> rules = new TreeMap<>();
        Matcher found = RULES.matcher(TEXT);
        while (found.find()) {
            String call =
                    found.group(2).replace("\\\n", " ").lines().findFirst().orElse("");
            rules.put(
                    found.group(1),
                    new Rules(List.of(call.replaceFirst(">.*", "").strip().split("\\s+")), found.group(3)));
        }
        return rules;
    }

    /** How many blocks of YAML there are. */
    static long blocks() {
        return Pattern.compile("(?m)^```yaml$").matcher(TEXT).results().count();
    }
}
