package dev.machineid.command;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The catalogue's words as the verbs offer them, with the few that only this program has. */
final class CatalogueWords {
    /** Words about what is printed for others, where the command itself gets the variables. */
    private static final Set<String> NOT_IN_EXEC = Set.of("export-env", "json");

    /** Words that the login has settled, or that it alone has use for. */
    private static final Set<String> NOT_IN_RENEW =
            Set.of("export-env", "json", "renew", "allow-workspace", "dry-run", "rules");

    /** Words about what a login leaves behind. */
    private static final Set<String> NOT_IN_DOCTOR = Set.of("export-env", "dry-run", "renew", "prefix", "from-daemon");

    private CatalogueWords() {}

    static List<Word> login() {
        List<Word> words = without(Set.of());
        words.replaceAll(word -> word.name().equals("export-env") ? word.preset("true") : word);
        words.add(identity());
        words.add(format());
        words.add(Word.own("append", "FILE", "append the variables to this file instead of printing them"));
        words.add(stdinEnv());
        words.add(follow());
        return words;
    }

    static List<Word> adopt() {
        List<Word> words = some(
                "proxy",
                "cluster-name",
                "outputs",
                "ssh",
                "terraform",
                "expect-cluster",
                "expect-bot",
                "expect-roles",
                "directory",
                "allow-workspace",
                "json",
                "debug",
                "prefix");
        words.add(Word.own("from", "DIR", "the daemon's directory"));
        words.add(follow());
        return words;
    }

    static List<Word> daemon() {
        List<Word> words = some("config");
        words.add(Word.own(
                        "listen",
                        "HOST:PORT",
                        "where /livez, /readyz and /metrics are; none for nowhere, also in the file")
                .preset(dev.machineid.command.daemon.Endpoints.DEFAULT));
        words.add(Word.own("once", "", "fill every directory once and end, for timers and machine images"));
        words.add(Word.own("dry-run", "", "check the file and say what would be kept"));
        words.addAll(some("debug"));
        return words;
    }

    static List<Word> await() {
        List<Word> words = some("directory", "prefix");
        words.add(
                Word.own("valid-for", "DURATION", "how long they must live on").preset("0s"));
        words.add(Word.own("timeout", "DURATION", "how long to wait").preset("60s"));
        words.addAll(some("debug"));
        return words;
    }

    static List<Word> tunnel() {
        List<Word> words = some("directory", "prefix", "ca-file", "debug");
        words.add(Word.own("port", "PORT", "where to listen on 127.0.0.1; the port of the output, or any free one"));
        return words;
    }

    static List<Word> serve() {
        List<Word> words = some("proxy", "outputs", "ca-file", "tls-upgrade", "directory", "prefix", "debug");
        words.add(Word.own("background", "", "go on in a process of its own, and end once all its ports listen"));
        words.add(format());
        return words;
    }

    private static Word format() {
        return Word.own("format", "FORM", "how the variables are written: " + EnvironmentFormat.NAMES)
                .preset(EnvironmentFormat.SHELL.word());
    }

    /** A program that runs this one has no better place for a secret than a pipe. */
    private static Word stdinEnv() {
        return Word.own(
                "stdin-env",
                "NAME",
                "read standard input and take it for the value of this variable, for oidc-env or secret-env");
    }

    private static Word follow() {
        return Word.own(
                "follow",
                "",
                "let the variables lead to the newest credentials in --directory, for whoever logs in there again");
    }

    static List<Word> exec() {
        List<Word> words = without(NOT_IN_EXEC);
        words.add(identity());
        return words;
    }

    static List<Word> renew() {
        List<Word> words = without(NOT_IN_RENEW);
        words.add(identity());
        return words;
    }

    static List<Word> doctor() {
        List<Word> words = without(NOT_IN_DOCTOR);
        words.add(identity());
        words.add(Word.own(
                "join", "", "join too, and remove what that brings; spends a secret that is good for one join"));
        words.add(Word.own("format", "FORM", "text, json, or markdown for a job's summary page")
                .preset("text"));
        words.add(stdinEnv());
        return words;
    }

    /** These words, in this order. */
    static List<Word> some(String... names) {
        List<Word> words = new ArrayList<>();
        for (String name : names) {
            words.add(Word.of(OptionCatalogue.find(name)
                    .orElseThrow(() -> new IllegalArgumentException("no such option: " + name))));
        }
        return words;
    }

    static Word identity() {
        return Word.own("identity", "NAME", "which identity of the file of --config, where it has several");
    }

    private static List<Word> without(Set<String> names) {
        List<Word> words = new ArrayList<>();
        for (OptionSpec spec : OptionCatalogue.of(Platform.COMMAND)) {
            if (!names.contains(spec.name())) {
                words.add(Word.of(spec));
            }
        }
        return words;
    }
}
