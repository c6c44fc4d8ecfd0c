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
import dev.machineid.lab.fault.FaultProxy.Passed;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
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

    /** What passes in one good login. */
    private List<Passed> flight(FaultJob job) {
        proxy.reset();
        job.login().close();
        List<Passed> flight = proxy.connections();
        assertThat(flight).as("connections for find, join, issue, and roles").hasSize(Way.values().length + 1);
        return flight;
    }

    /** One cut each, the connection that is tried again passes. */
    @Test
    void login_oneConnectionCutAnywhere_succeedsByTryingAgain() throws IOException {
        FaultJob job = job();
        List<Passed> flight = flight(job);
        List<String> complete;
        try (Login login = job.login()) {
            complete = FaultJob.written(login);
        }
        int cuts = 0;
        int again = 0;
        for (Way way : Way.values()) {
            for (long after : places(way.in(flight))) {
                Fault.End end = cuts % 2 == 0 ? Fault.End.FIN : Fault.End.RST;
                proxy.reset();
                proxy.next(way::is, Fault.none(), Fault.cutServer(after, end));
                String where = end + " after " + after + " bytes of " + way;
                try (Login login = job.login()) {
                    assertThat(FaultJob.identity(login)).as(where).isNotNull();
                    assertThat(FaultJob.written(login)).as(where).isEqualTo(complete);
                }
                assertThat(job.filesLeft()).as(where).isEmpty();
                cuts++;
                again += proxy.connections().size() > flight.size() ? 1 : 0;
            }
        }
        long bytes = flight.stream().mapToLong(Passed::server).sum();
        long records =
                flight.stream().mapToLong(passed -> passed.records().size()).sum();
        String figures = cuts + " cuts in a flight of " + records + " records and " + bytes + " bytes, " + again
                + " cost another connection, all logged in";
        assertThat(again).as(figures).isGreaterThan(cuts / 2);
        System.out.println(figures);
    }

    /** Twice in every record's header and twice in its content, or at every stride. */
    private static List<Long> places(Passed flight) {
        List<Long> records = flight.records();
        long length = flight.server();
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
        List<Passed> flight = flight(job);
        Map<ErrorCode, Integer> codes = new EnumMap<>(ErrorCode.class);
        for (Way way : Way.values()) {
            // The last bytes of a flight say goodbye: whoever misses them has had the answer.
            for (long after = 0; after < way.in(flight).server() * 3 / 4; after += 500) {
                for (Fault.End end : Fault.End.values()) {
                    String where = end + " after " + after + " bytes of " + way;
                    proxy.reset();
                    proxy.next(way::is, Fault.cutServer(after, end));
                    MachineIdException failure = catchThrowableOfType(
                            MachineIdException.class, () -> job.login().close());
                    assertThat(job.filesLeft()).as(where).isEmpty();
                    if (failure == null) {
                        assertThat(way).as(where).isEqualTo(Way.JOIN); // then the older endpoint did
                        continue;
                    }
                    assertThat(failure).as(where).isInstanceOf(FaultException.class);
                    assertThat(failure.advice()).as(where).isNotBlank();
                    codes.merge(failure.code(), 1, Integer::sum);
                }
            }
        }
        assertThat(codes).containsOnlyKeys(ErrorCode.CONNECTION_LOST);
    }

    @Test
    void login_clientsFlightCut_succeedsByTryingAgain() throws IOException {
        FaultJob job = job();
        List<Passed> flight = flight(job);
        for (Way way : Way.values()) {
            for (long after = 0; after < way.in(flight).client(); after += 400) {
                proxy.reset();
                proxy.next(way::is, Fault.none(), Fault.cutClient(after, Fault.End.RST));
                job.login().close();
                assertThat(job.filesLeft()).isEmpty();
            }
        }
    }

    /** Whatever breaks on the way to discovery, a join that is refused is refused once. */
    @Test
    void login_deniedUnderCuts_costsOneJoin() throws IOException {
        FaultJob job = job().option("token", "deploy-nobody");
        long find = Way.FIND.in(flight(job())).server();
        for (long after = 0; after < find; after += 200) {
            proxy.reset();
            proxy.next(Way.FIND::is, Fault.none(), Fault.cutServer(after, Fault.End.RST));
            int joins = cluster.counters().joins();
            DeniedException denied = catchThrowableOfType(
                    DeniedException.class, () -> job.login().close());
            assertThat(denied.code()).isEqualTo(ErrorCode.CLAIMS_REFUSED);
            assertThat(cluster.counters().joins() - joins)
                    .as("joins after a cut at " + after)
                    .isEqualTo(1);
            assertThat(job.filesLeft()).isEmpty();
        }
    }
}
