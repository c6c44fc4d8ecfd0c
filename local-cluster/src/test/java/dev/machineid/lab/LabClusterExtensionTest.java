package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.lab.issuer.Issuer;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

class LabClusterExtensionTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(builder -> builder.clusterName("other"));

    @Test
    void parameters_areTheRunningClusterAndItsIssuer(LabCluster cluster, Issuer issuer) {
        assertThat(cluster).isSameAs(LAB.cluster());
        assertThat(issuer).isSameAs(cluster.issuer());
        assertThat(cluster.root().cluster()).isEqualTo("other");
    }

    @Nested
    class Inner {
        @Test
        void nestedClass_usesTheSameCluster(LabCluster cluster) {
            assertThat(cluster).isSameAs(LAB.cluster());
        }
    }

    private static ExtensionContext outermost() {
        return (ExtensionContext) java.lang.reflect.Proxy.newProxyInstance(
                ExtensionContext.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, method, arguments) -> Optional.empty());
    }

    @Test
    void violation_ofAClient_failsTheClassAndStillStopsTheCluster() {
        LabClusterExtension extension = new LabClusterExtension();
        extension.beforeAll(outermost());
        int port = extension.cluster().port();
        extension.cluster().counters().violation("sent a version");

        assertThatThrownBy(() -> extension.afterAll(outermost()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("sent a version");
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(java.net.ConnectException.class);
        assertThatThrownBy(extension::cluster).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void close_endsEveryThreadOfTheCluster() {
        LabCluster cluster = LabCluster.start();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(t -> t.getName().startsWith("lab-"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
        cluster.close();
        cluster.close(); // a second time does nothing
    }
}
