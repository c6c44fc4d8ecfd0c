package dev.machineid.circleci.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A good orb is made worse by one file at a time. */
class ReviewTest {
    private static final String LONG = "x".repeat(65);

    @TempDir
    Path source;

    @BeforeEach
    void goodOrb() throws IOException {
        file("@orb.yml", "version: 2.1\ndescription: " + LONG + "\ndisplay: {source_url: https://x}\n");
        file(
                "commands/do_it.yml",
                "description: d\nparameters: {a_b: {type: string, default: x}}\n"
                        + "steps: [run: {name: n, command: << include(scripts/" + LONG + ".sh) >>}]\n");
        file("executors/default.yml", "description: d\ndocker: [{image: x}]\n");
        file("examples/deploy.yml", "description: d\nusage: {orbs: {orb: owner/orb@1.2}}\n");
    }

    private void file(String path, String text) throws IOException {
        Path file = source.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    @Test
    void goodOrb_hasNoFindings() throws IOException {
        assertThat(Review.of(source, "orb", "v1.0.0")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RC001|@orb.yml|{description: 0123456789012345678901234567890123456789012345678901234567890123456789}",
                "RC002|executors/default.yml|{docker: []}",
                "RC002|examples/deploy.yml|{description: '', usage: {orbs: {orb: o/o@1}}}",
                "RC004|examples/first_example.yml|{description: d, usage: {orbs: {orb: o/o@1}}}",
                "RC005|@orb.yml|{description: short, display: {source_url: x}}",
                "RC008|commands/x.yml|{description: d, steps: [run: {command: c}]}",
                "RC008|jobs/x.yml|{description: d, steps: [when: {condition: true, steps: [run: c]}]}",
                "RC009|jobs/x.yml|{description: d, steps: [run: c]}",
                "RC009|commands/x.yml|{description: d, steps: [run: {name: n, command: 0123456789012345678901234567890123456789012345678901234567890123456789}]}",
                "RC010|commands/do-it.yml|{description: d, steps: []}",
                "RC010|executors/y.yml|{description: d, parameters: {a-b: {type: string}}}",
                "RC011|examples/old.yml|{description: d, usage: {orbs: {orb: o/o@0.9}}}",
                "RC012|jobs/x.yml|{description: d, parameters: {p: {type: string, default: $A/b}}, steps: [save_cache: {key: << parameters.p >>}]}"
            })
    void worseOrb_isFound(String rule, String path, String text) throws IOException {
        file(path, text);

        assertThat(Review.of(source, "orb", "v1.0.0"))
                .isNotEmpty()
                .allMatch(line -> line.matches("RC0(01|02|04|05|08|09|10|11|12) .*"))
                .anyMatch(line -> line.startsWith(rule + " "));
    }

    @Test
    void orbWithoutExamples_isFound() throws IOException {
        Files.delete(source.resolve("examples/deploy.yml"));

        assertThat(Review.of(source, "orb", "v1.0.0")).containsExactly("RC003 examples there is none");
    }

    @Test
    void examples_areComparedWithReleasesOnly() throws IOException {
        assertThat(Review.of(source, "orb", "v2.0.0"))
                .singleElement()
                .asString()
                .startsWith("RC011");
        assertThat(Review.of(source, "orb", "v2.0.0-rc1")).isEmpty();
        assertThat(Review.of(source, "orb", "")).isEmpty();
    }
}
