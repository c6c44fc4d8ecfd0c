package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HelpTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void helpOfAVerb_listsEveryWordOfIt(Verb verb) throws Exception {
        TestRun run = new TestRun(directory);
        TestRun.Outcome outcome = run.run(verb.word(), "--help");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEmpty();
        verb.words()
                .forEach(word -> assertThat(outcome.out())
                        .contains("--" + word.name())
                        .contains(word.help().split(" ", 2)[0]));
        assertThat(outcome.out()).contains("--debug").startsWith("usage: machine-id " + verb.word());
        assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(run.run("help", verb.word()).out()).isEqualTo(outcome.out());
        assertThat(run.run(verb.word(), "-h").out()).isEqualTo(outcome.out());
    }

    @Test
    void helpOfLogin_hasTheCataloguesWordsAliasesDefaults() throws Exception {
        String text = new TestRun(directory).run("login", "--help").out();
        for (OptionSpec spec : OptionCatalogue.of(Platform.COMMAND)) {
            assertThat(text).contains(spec.flag());
            spec.aliases().forEach(alias -> assertThat(text).contains("--" + alias));
        }
        assertThat(text)
                .contains("(required)")
                .contains("(default: 1h)")
                .contains("(default: 60s)")
                .contains("(default: shell)");
    }

    @Test
    void helpOfExec_saysWhichVariablesTheCommandDoesNotGet() throws Exception {
        String text = new TestRun(directory).run("exec", "--help").out().replace('\n', ' ');
        assertThat(text)
                .contains("TBOT_GITLAB_JWT")
                .contains("CIRCLE_OIDC_TOKEN")
                .contains("--secret-env or --oidc-env")
                .contains("SIGTERM")
                .doesNotContain("--export-env");
    }

    @Test
    void program_withoutAVerb_printsHelpAsAMistake() throws Exception {
        TestRun run = new TestRun(directory);
        TestRun.Outcome outcome = run.run();
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("usage: machine-id VERB").contains("exit codes:");
        assertThat(run.run("--help").out()).isEqualTo(outcome.err().stripTrailing() + "\n");
        assertThat(run.run("help").code()).isZero();
        for (Verb verb : Verb.values()) {
            assertThat(outcome.err()).contains("  " + verb.word() + " ");
        }
    }

    @Test
    void unknownVerb_isRefusedWithTheNearest() throws Exception {
        TestRun run = new TestRun(directory);
        TestRun.Outcome outcome = run.run("lgin");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("error[MID-1001]").contains("did you mean login?");
        assertThat(run.run("help", "frobnicate").err()).contains("the verbs are: login, exec");
        assertThat(run.run("x".repeat(10_000)).err()).hasSizeLessThan(500);
    }

    @Test
    void version_namesProgramAndJava() throws Exception {
        TestRun run = new TestRun(directory);
        assertThat(run.run("version").out())
                .containsPattern("machine-id \\d+\\.\\d+\\.\\d+")
                .contains("Java " + Runtime.version());
        assertThat(run.run("version", "--json").out())
                .startsWith("{\"version\":\"")
                .contains("\"java\":");
        assertThat(run.run("--version").out()).isEqualTo(run.run("version").out());
        assertThat(run.run("version", "extra").code()).isEqualTo(2);
    }

    @Test
    void manual_hasASectionForEveryVerb() throws Exception {
        String manual = Files.readString(Path.of("..", "docs", "command.md"));
        for (Verb verb : Verb.values()) {
            assertThat(manual).contains("## `machine-id " + verb.word() + "`");
        }
    }
}
