package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.Platform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds calls of {@code machine-id} in shell text and what is wrong with their options. */
final class CommandLines {
    /** The verbs that take the catalogue's options, with the options that only they have. */
    private static final Map<String, Set<String>> CATALOGUED = Map.of(
            "login", Set.of("identity", "format", "append", "stdin-env", "follow"),
            "exec", Set.of("identity"),
            "renew", Set.of("identity"),
            "doctor", Set.of("identity", "join", "format", "stdin-env"),
            "rules",
                    words("identity platform repository ref ref-type environment owner-id repository-id"
                            + " enterprise-slug project ref-protected hostname organization-id project-id context-id"
                            + " space-id caller-id caller-type scope service-account issuer subject public-key jwks-file role"
                            + " login node-label kubernetes-group kubernetes-label kubernetes-namespace"
                            + " database-label application-label workload-label name format from-tbot"));

    /** The verbs that take only these. */
    private static final Map<String, Set<String>> OTHERS = Map.ofEntries(
            Map.entry(
                    "adopt",
                    words("from follow proxy cluster-name outputs ssh terraform expect-cluster expect-bot expect-roles"
                            + " directory allow-workspace json debug prefix")),
            Map.entry("daemon", words("config listen once dry-run debug")),
            Map.entry("wait", words("directory prefix valid-for timeout debug")),
            Map.entry("status", Set.of("directory", "prefix", "json", "debug")),
            Map.entry("logout", Set.of("directory", "prefix", "debug")),
            Map.entry("ssh-proxy", Set.of("identity", "proxy", "cluster", "debug")),
            Map.entry("tunnel", Set.of("directory", "prefix", "ca-file", "debug", "port")),
            Map.entry("keypair", Set.of("state-directory", "allow-workspace", "json", "debug")),
            Map.entry("ssh-multiplexer", Set.of("proxy", "ca-file", "tls-upgrade", "directory", "prefix", "debug")),
            Map.entry("kubernetes-credentials", Set.of("directory", "kubernetes-cluster", "debug")),
            Map.entry("serve", words("proxy outputs ca-file tls-upgrade directory prefix debug background format")),
            Map.entry("version", Set.of("json", "debug")),
            Map.entry("help", Set.of()));

    private static final Pattern CALL = Pattern.compile("(?<![\\w.-])machine-id(?:\\.jar)?[\"']?[ \\t]+(.*)");
    private static final Pattern AT_COMMAND = Pattern.compile("(?:.*(?:\\$\\(|&&|\\||;|\\s--)\\s*)?\"?(?:\\S*/)?");
    private static final Pattern VERB = Pattern.compile("[a-z][a-z-]*");

    private CommandLines() {}

    /** One line for every mistake. */
    static List<String> problems(String shell) {
        List<String> problems = new ArrayList<>();
        for (String raw : shell.replaceAll("\\\\\\R\\s*", " ").lines().toList()) {
            String line = raw.strip().replaceFirst("^\\$ ", "");
            Matcher call = CALL.matcher(line);
            if (!line.startsWith("#") && call.find()) {
                boolean command =
                        AT_COMMAND.matcher(line.substring(0, call.start())).matches();
                check(wordsOf(call.group(1)), command, problems);
                problems.addAll(problems(call.group(1)));
            }
        }
        return problems;
    }

    private static void check(List<String> words, boolean command, List<String> problems) {
        String verb = words.isEmpty() ? "" : words.get(0);
        boolean known = CATALOGUED.containsKey(verb) || OTHERS.containsKey(verb);
        if (!known && command && VERB.matcher(verb).matches()) {
            problems.add("machine-id has no verb " + verb);
        }
        if (!known && !verb.startsWith("--")) {
            return;
        }
        Set<String> allowed = new HashSet<>(Set.of("help"));
        if (CATALOGUED.containsKey(verb)) {
            for (OptionSpec spec : OptionCatalogue.of(Platform.COMMAND)) {
                allowed.add(spec.name());
                allowed.addAll(spec.aliases());
            }
        }
        allowed.addAll(CATALOGUED.getOrDefault(verb, Set.of()));
        allowed.addAll(OTHERS.getOrDefault(verb, Set.of("version")));
        for (String word : words) {
            String name = word.replaceFirst("=.*", "");
            if (name.startsWith("--") && !allowed.contains(name.substring(2))) {
                problems.add("machine-id " + verb + " has no option " + name);
            }
        }
    }

    private static Set<String> words(String names) {
        return Set.of(names.split(" ", -1));
    }

    /** The words up to the end of the command: a bare {@code --}, a shell's operator or a comment. */
    private static List<String> wordsOf(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (char c : (text + ' ').toCharArray()) {
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
                word.append(c == quote || quote == 0 ? "" : String.valueOf(c));
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (Character.isWhitespace(c)) {
                if (word.toString().equals("--")) {
                    return words;
                }
                if (!word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
            } else if ("|;&)<>`".indexOf(c) >= 0 || (c == '#' && word.isEmpty())) {
                break;
            } else {
                word.append(c);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString().strip());
        }
        return words;
    }

    /** Whether some verb or platform has an option of that name, in any casing. */
    static boolean exists(String name) {
        String kebab = name.replace('_', '-').replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
        return kebab.equals("help")
                || OptionCatalogue.find(kebab).isPresent()
                || CATALOGUED.values().stream().anyMatch(own -> own.contains(kebab))
                || OTHERS.values().stream().anyMatch(own -> own.contains(kebab));
    }
}
