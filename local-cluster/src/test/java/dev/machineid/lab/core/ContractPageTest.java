package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the manual's page of the contract to its rows. */
class ContractPageTest {
    private static final Path PAGE = Path.of("..", "docs", "contract.md");
    private static final String BEGIN = "|---|---|---|---|---|---|---|\n";

    @Test
    void page_table_isTheContract() throws IOException {
        List<String> rows =
                ContractCase.all().stream().map(ContractCase::markdown).toList();

        assertThat(table()).containsExactlyElementsOf(rows);
    }

    @Test
    void page_figures_areThoseOfTheContract() throws IOException {
        List<ContractCase> all = ContractCase.all();
        long real = all.stream().filter(row -> !row.real().startsWith("no:")).count();

        assertThat(Files.readString(PAGE)).contains(all.size() + " rows", real + " of them");
    }

    private static List<String> table() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).as("a table of seven columns").isPositive();
        return page.substring(begin + BEGIN.length())
                .lines()
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
