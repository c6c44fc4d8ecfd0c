package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The contract with any cluster; {@code local-cluster/contract} starts it with what it needs as system properties. */
class ContractCheck {
    /** A proxy that was asked too often answers to nobody for about a minute. */
    private static final Duration BREAKER = Duration.ofSeconds(70);

    private static final Set<String> TRIPPED = Set.of("MID-1407", "MID-1408");

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> everyRow_endsAsItSays() throws IOException {
        ContractTarget target = target();
        List<String> only = List.of(System.getProperty("contract.only", "").split(",", -1));
        return ContractCase.all().stream()
                .filter(row -> only.get(0).isEmpty() ? !row.real().startsWith("no") : only.contains(row.method()))
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> check(row, target)));
    }

    private static ContractTarget target() throws IOException {
        String proxy = System.getProperty("contract.proxy", "");
        assertThat(proxy)
                .as("the system property contract.proxy; start this by local-cluster/contract")
                .isNotEmpty();
        String cluster = System.getProperty("contract.cluster", "");
        String authority = System.getProperty("contract.ca-file", "");
        return new ContractTarget(
                cluster,
                proxy,
                authority.isEmpty() ? new byte[0] : Files.readAllBytes(Path.of(authority)),
                Boolean.getBoolean("contract.older"),
                ContractProofs.of(System.getProperty("contract.mint", ""), cluster),
                () -> 0,
                time -> Thread.sleep(time.toMillis()));
    }

    private void check(ContractCase row, ContractTarget target) throws Exception {
        ContractTarget.Ending ending = target.run(row, Files.createTempDirectory(directory, "row"));
        if (TRIPPED.contains(ending.word())) {
            Thread.sleep(BREAKER.toMillis());
            ending = target.run(row, Files.createTempDirectory(directory, "again"));
        }
        String expected = row.expected(target.older());
        boolean alsoGood = target.older() && row.real().contains(ending.word());
        assertThat(alsoGood ? expected : ending.word()).as(ending.message()).isEqualTo(expected);
    }
}
