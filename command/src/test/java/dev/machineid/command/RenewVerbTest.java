package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.session.Generations;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Owner;
import dev.machineid.core.session.Registry;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LabClusterExtension.class)
@Timeout(60)
class RenewVerbTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private TestRun run;

    @BeforeEach
    void job(LabCluster cluster) throws Exception {
        run = new TestRun(directory, cluster);
    }

    /** Logs in and takes the variables over; gives the directory with the marker. */
    private Path login(String... more) {
        List<String> line = new ArrayList<>(List.of("login", "--renew"));
        line.addAll(Arrays.asList(more));
        TestRun.Outcome outcome = run.run(line.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        run.variables.putAll(TestRun.exported(outcome.out()));
        return Objects.requireNonNull(
                Path.of(TestRun.of(run.variables, "MACHINE_ID_DIR")).getParent());
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("too late").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static int generation(Path place) {
        return Integer.parseInt(
                Generations.current(place).orElseThrow().getFileName().toString());
    }

    private static PublicKey key(Path place) {
        Path generation = Generations.current(place).orElseThrow();
        return PrivateIdentity.read(generation.resolve("identity")).tls().getPublicKey();
    }

    @Test
    void renew_replacesTheCertificatesForTheSameKey_untilTheyAreRemoved() throws Exception {
        Path place = login("--ssh", "--ttl", "20m");
        PublicKey first = key(place);

        CompletableFuture<TestRun.Outcome> renewing = CompletableFuture.supplyAsync(() -> run.run("renew", "--ssh"));
        until(() -> generation(place) >= 3);
        assertThat(key(place)).isEqualTo(first);
        assertThat(Registry.read(place).flatMap(Marker::renewer)).contains(Owner.self());
        assertThat(Path.of(TestRun.of(run.variables, "MACHINE_ID_SSH_CONFIG"))).isRegularFile();
        // Again and again: time does not pass here, so that a renewal under way may write it once more.
        until(() -> {
            Files.deleteIfExists(place.resolve(Registry.FILE));
            return renewing.isDone();
        });

        TestRun.Outcome outcome = renewing.get(30, TimeUnit.SECONDS);
        assertThat(outcome.err()).contains("renewing the credentials in ").contains("renewed the credentials until ");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void renew_asAProcess_isEndedByLogout_andNothingIsLeft() throws Exception {
        Path place = login("--ttl", "20m");
        Process process = run.start("renew");
        until(() -> Registry.read(place).flatMap(Marker::renewer).isPresent());

        TestRun.Outcome second = run.run("renew");
        assertThat(second.code()).isEqualTo(2);
        assertThat(second.err()).contains("MID-1004").contains("by the process " + process.pid());

        TestRun.Outcome logout = run.run("logout");
        assertThat(logout.code()).isZero();
        assertThat(logout.out()).contains("ended the renewal").contains("removed ");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(run.files()).isZero();
        assertThat(run.finish(process).err()).contains("the renewal has ended").doesNotContain("error");
    }

    @Test
    void renew_whenTheDirectoryVanishes_endsWell() throws Exception {
        Path place = login("--ttl", "20m");
        Process process = run.start("renew");
        until(() -> Registry.read(place).flatMap(Marker::renewer).isPresent());
        Files.delete(place.resolve(Registry.FILE));

        assertThat(run.finish(process).code()).isZero();
    }

    @Test
    void renew_denied_endsWithTheClustersWord(LabCluster cluster) {
        Path place = login("--ttl", "20m");
        cluster.lock("ci", "planted reason");
        try {
            TestRun.Outcome outcome = run.run("renew");

            assertThat(outcome.code()).isEqualTo(5);
            assertThat(outcome.err()).contains("MID-1208").contains("planted reason");
            assertThat(generation(place)).as("the old ones stay").isEqualTo(1);
        } finally {
            cluster.unlock("ci");
        }
    }

    @Test
    void renew_withoutCredentials_saysWhere() {
        assertThat(run.run("renew").err()).contains("MID-1605").contains("MACHINE_ID_DIR is not set");
        TestRun.Outcome outcome = run.run("renew", "--directory", run.work.toString());
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err()).contains("there are no credentials in ");
    }

    @Test
    void renewer_thatIsGone_isReplaced() throws Exception {
        Path place = login("--ttl", "20m");
        Process killed = run.start("renew");
        until(() -> Registry.read(place).flatMap(Marker::renewer).isPresent());
        assertThat(killed.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();

        Process next = run.start("renew");
        until(() ->
                Registry.read(place).flatMap(Marker::renewer).map(Owner::pid).equals(Optional.of(next.pid())));
        assertThat(run.run("logout").code()).isZero();
        assertThat(run.files()).isZero();
    }

    @Test
    void logout_withAForeignNumberInTheMarker_endsNobody() throws Exception {
        Path place = login("--ttl", "20m");
        Process bystander = run.started(List.of("sleep", "60"));
        try {
            Marker marker = Registry.read(place).orElseThrow();
            Owner wrong = new Owner(bystander.pid(), LONG_AGO, Owner.self().place());
            Owner elsewhere = new Owner(bystander.pid(), LONG_AGO, "another boot");
            for (Owner owner : List.of(wrong, elsewhere)) {
                assertThat(owner.end(Duration.ofSeconds(1))).isEqualTo(owner.equals(wrong));
            }
            assertThat(marker.renewer()).isEmpty();
            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }
}
