package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.join.BoundKeypairToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contract with the local cluster, as a new and as an old server; each row costs as many joins as it says. */
class ContractTest {
    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension(ContractResources::in);

    @RegisterExtension
    static final LabClusterExtension OLD =
            new LabClusterExtension(builder -> ContractResources.in(builder.joinService(false)));

    @TempDir
    Path directory;

    private static ContractTarget target(LabCluster cluster, boolean older) {
        cluster.addToken(
                BoundKeypairToken.registering("contract-bound-keypair", Secret.of("contract-registration-secret")));
        String name = cluster.root().cluster();
        return new ContractTarget(
                name,
                cluster.proxy(),
                new String(cluster.webCaPem(), StandardCharsets.UTF_8),
                older,
                ContractProofs.of(cluster),
                cluster.counters()::joins,
                time -> {});
    }

    @TestFactory
    Stream<DynamicTest> newJoinService_everyRow_endsAsItSays() throws IOException {
        return rows(target(NEW.cluster(), false));
    }

    @TestFactory
    Stream<DynamicTest> olderEndpoint_everyRow_endsAsItSays() throws IOException {
        return rows(target(OLD.cluster(), true));
    }

    private Stream<DynamicTest> rows(ContractTarget target) throws IOException {
        return ContractCase.all().stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> check(row, target)));
    }

    private void check(ContractCase row, ContractTarget target) throws Exception {
        ContractTarget.Ending ending = target.run(row, Files.createTempDirectory(directory, "row"));

        String expected = row.expected(target.older());
        assertThat(ending.word()).as(ending.message()).isEqualTo(expected);
        assertThat(ending.joins()).as("joins sent").isEqualTo(expected.equals("MID-1107") ? 0 : row.joins());
    }

    @Test
    void table_everyMethod_joinsAndIsRefused() throws IOException {
        List<ContractCase> all = ContractCase.all();
        Set<String> methods = all.stream().map(ContractCase::method).collect(java.util.stream.Collectors.toSet());

        assertThat(methods)
                .isNotEmpty()
                .allSatisfy(method -> assertThat(
                                all.stream().filter(row -> row.method().equals(method)))
                        .anyMatch(row -> row.onNew().equals("joins"))
                        .anyMatch(row -> row.onNew().startsWith("MID-12")));
        assertThat(all.stream().map(ContractCase::toString)).doesNotHaveDuplicates();
    }
}
