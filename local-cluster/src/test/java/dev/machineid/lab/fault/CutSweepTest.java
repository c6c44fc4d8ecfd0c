package dev.machineid.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.Login;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections cut at every TLS record of the server's flight, and so at every HTTP/2 frame in it: in its header, in its
 * content, and before its last byte; every other cut is a reset, the rest are proper ends.
 */
@Timeout(120)
@ExtendWith(LabClusterExtension.class)
class CutSweepTest {
    /** Bytes between two cuts where the whole flight is swept evenly; 31 is the smallest record that HTTP/2 makes. */
    private static final int STRIDE = Integer.getInteger("machineid.sweep.stride", 0);

    private final LabCluster cluster;
    private FaultProxy proxy;

    @TempDir
    Path directory;

    CutSweepTest(LabCluster cluster) {
        this.cluster = cluster;
        cluster.addToken(LabToken.github("deploy-nobody").allow(Map.of("repository", "acme/other")));
    }

    @BeforeEach
    void start() throws IOException {
        proxy = FaultProxy.before(new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port()));
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private FaultJob job() throws IOException {
        return new FaultJob(cluster, FaultJob.address(proxy), directory);
    }

    /** What one login through these connections says the server sends on each. */
    private List<Long> flight(FaultJob job) {
        proxy.reset();
        job.login().close();
        return proxy.serverBytes();
    }

    /** One cut each, the connection that is tried again passes. */
    @Test
    void login_oneConnectionCutAnywhere_succeedsByTryingAgain() throws IOException {
        FaultJob job = job();
        List<Long> flight = flight(job);
        List<List<Long>> records = proxy.serverRecords();
        assertThat(flight).as("connections for find, join and issue").hasSize(3);
        List<String> complete;
        try (Login login = job.login()) {
            complete = FaultJob.written(login);
        }
        int cuts = 0;
        int again = 0;
        for (int connection = 0; connection < flight.size(); connection++) {
            for (long after : places(records.get(connection), flight.get(connection))) {
                Fault.End end = cuts % 2 == 0 ? Fault.End.FIN : Fault.End.RST;
                proxy.reset();
                proxy.next(script(connection, Fault.cutServer(after, end)));
                String where = end + " after " + after + " bytes of connection " + connection;
                try (Login login = job.login()) {
                    assertThat(FaultJob.identity(login)).as(where).isNotNull();
                    assertThat(FaultJob.written(login)).as(where).isEqualTo(complete);
                }
                assertThat(job.files()).as(where).isEmpty();
                cuts++;
                again += proxy.connections() > flight.size() ? 1 : 0;
            }
        }
        assertThat(again)
                .as("of %d cuts in a flight of %s bytes, those that cost another connection", cuts, flight)
                .isGreaterThan(cuts / 2);
    }

    /** Twice in every record's header and twice in its content, or at every stride. */
    private static List<Long> places(List<Long> records, long length) {
        TreeSet<Long> places = new TreeSet<>();
        if (STRIDE > 0) {
            for (long after = 0; after < length; after += STRIDE) {
                places.add(after);
            }
        } else {
            for (int i = 0; i < records.size(); i++) {
                long start = records.get(i);
                long end = i + 1 < records.size() ? records.get(i + 1) : length;
                places.addAll(List.of(start, start + 3, (start + end) / 2, end - 1));
            }
        }
        return List.copyOf(places);
    }

    /** Every connection is cut at the same place, so that no attempt gets through. */
    @Test
    void login_everyConnectionCut_failsExplainedAndLeavesNothing() throws IOException {
        FaultJob job = job();
        List<Long> flight = flight(job);
        Map<ErrorCode, Integer> codes = new EnumMap<>(ErrorCode.class);
        for (int connection = 0; connection < flight.size(); connection++) {
            // The last bytes of a flight say goodbye: whoever misses them has had the answer.
            for (long after = 0; after < flight.get(connection) * 4 / 5; after += 500) {
                for (Fault.End end : Fault.End.values()) {
                    String where = end + " after " + after + " bytes from connection " + connection + " on";
                    proxy.reset();
                    Fault[] before = new Fault[connection];
                    Arrays.fill(before, Fault.none());
                    proxy.next(before).otherwise(Fault.cutServer(after, end));
                    MachineIdException failure = catchThrowableOfType(
                            MachineIdException.class, () -> job.login().close());
                    assertThat(failure).as(where).isInstanceOf(FaultException.class);
                    assertThat(failure.advice()).as(where).isNotBlank();
                    assertThat(job.files()).as(where).isEmpty();
                    codes.merge(failure.code(), 1, Integer::sum);
                }
            }
        }
        assertThat(codes).containsOnlyKeys(ErrorCode.CONNECTION_LOST);
    }

    @Test
    void login_clientsFlightCut_succeedsByTryingAgain() throws IOException {
        FaultJob job = job();
        flight(job);
        List<Long> flight = proxy.clientBytes();
        for (int connection = 0; connection < flight.size(); connection++) {
            for (long after = 0; after < flight.get(connection); after += 400) {
                proxy.reset();
                proxy.next(script(connection, Fault.cutClient(after, Fault.End.RST)));
                job.login().close();
                assertThat(job.files()).isEmpty();
            }
        }
    }

    /** Whatever breaks on the way to discovery, a join that is refused is refused once. */
    @Test
    void login_deniedUnderCuts_costsOneJoin() throws IOException {
        FaultJob job = job().option("token", "deploy-nobody");
        long find = flight(job()).get(0);
        for (long after = 0; after < find; after += 200) {
            proxy.reset();
            proxy.next(Fault.cutServer(after, Fault.End.RST));
            int joins = cluster.counters().joins();
            DeniedException denied = catchThrowableOfType(
                    DeniedException.class, () -> job.login().close());
            assertThat(denied.code()).isEqualTo(ErrorCode.CLAIMS_REFUSED);
            assertThat(cluster.counters().joins() - joins)
                    .as("joins after a cut at " + after)
                    .isEqualTo(1);
            assertThat(job.files()).isEmpty();
        }
    }

    private static Fault[] script(int before, Fault fault) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < before; i++) {
            faults.add(Fault.none());
        }
        faults.add(fault);
        return faults.toArray(Fault[]::new);
    }
}
