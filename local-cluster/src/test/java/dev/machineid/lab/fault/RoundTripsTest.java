package dev.machineid.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What further outputs cost where the network is slow. */
@Timeout(120)
@ExtendWith(LabClusterExtension.class)
class RoundTripsTest {
    private static final Duration ONE_WAY = Duration.ofMillis(100);
    private static final int RUNS = 2;

    @TempDir
    Path directory;

    private final LabCluster cluster;

    RoundTripsTest(LabCluster cluster) {
        this.cluster = cluster;
    }

    /** The fastest of some logins, in round trips. */
    private double roundTrips(FaultProxy proxy, String outputs) throws Exception {
        double fastest = Double.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            FaultJob job = new FaultJob(cluster, FaultJob.address(proxy), directory).option("outputs", outputs);
            long start = System.nanoTime();
            job.login().close();
            fastest = Math.min(
                    fastest,
                    (System.nanoTime() - start) / 1e6 / ONE_WAY.multipliedBy(2).toMillis());
        }
        return fastest;
    }

    @Test
    void outputs_fourInOneJoin_costLessThanARoundTripEach() throws Exception {
        try (FaultProxy proxy =
                FaultProxy.before(new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port()))) {
            roundTrips(proxy, "identity kubernetes:staging application:hello database:pg-main"); // loads classes
            proxy.always(Fault.delay(ONE_WAY));
            double one = roundTrips(proxy, "identity");
            double four = roundTrips(proxy, "identity kubernetes:staging application:hello database:pg-main");

            assertThat(four - one)
                    .as("%.2f round trips against %.2f", four, one)
                    .isLessThan(3);
        }
    }
}
