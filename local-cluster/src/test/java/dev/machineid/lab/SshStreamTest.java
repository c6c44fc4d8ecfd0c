package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.machineid.core.wire.transport.Frame;
import dev.machineid.core.wire.transport.ProxySSHRequest;
import dev.machineid.core.wire.transport.ProxySSHResponse;
import dev.machineid.core.wire.transport.TargetHost;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SshStreamTest {
    private final LabCluster cluster = LabCluster.start();
    private final TestClient client = new TestClient(cluster);
    private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    private @org.jspecify.annotations.Nullable StreamObserver<ProxySSHRequest> opened;

    @BeforeEach
    void open() throws Exception {
        TestTls.Identity bot = TestJob.bot(cluster, client);
        opened = ClientCalls.asyncBidiStreamingCall(
                client.channel(() -> client.auth(bot, "teleport-proxy-ssh-grpc", "h2"))
                        .newCall(
                                TestClient.method(
                                        "teleport.transport.v1.TransportService/ProxySSH",
                                        MethodDescriptor.MethodType.BIDI_STREAMING,
                                        ProxySSHRequest.getDefaultInstance(),
                                        ProxySSHResponse.getDefaultInstance()),
                                CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS)),
                new StreamObserver<>() {
                    @Override
                    public void onNext(ProxySSHResponse answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable error) {
                        answers.add(((StatusRuntimeException) error).getStatus().toString());
                    }

                    @Override
                    public void onCompleted() {
                        answers.add("completed");
                    }
                });
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        cluster.close();
    }

    private StreamObserver<ProxySSHRequest> requests() {
        return java.util.Objects.requireNonNull(opened);
    }

    private void dial(String hostPort, String clusterName) {
        requests()
                .onNext(ProxySSHRequest.newBuilder()
                        .setDialTarget(
                                TargetHost.newBuilder().setHostPort(hostPort).setCluster(clusterName))
                        .build());
    }

    private void send(byte[] bytes) {
        requests()
                .onNext(ProxySSHRequest.newBuilder()
                        .setSsh(Frame.newBuilder().setPayload(ByteString.copyFrom(bytes)))
                        .build());
    }

    private Object next() throws InterruptedException {
        Object next = answers.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no answer");
        }
        return next;
    }

    private ProxySSHResponse frame() throws InterruptedException {
        return (ProxySSHResponse) next();
    }

    @Test
    void node_byNameAndAnyPort_sendsDetailsThenItsBanner() throws Exception {
        dial("node-1:0", "lab-root");

        assertThat(frame().hasDetails()).isTrue();
        assertThat(frame().getSsh().getPayload().toStringUtf8()).startsWith("SSH-2.0-");
    }

    @Test
    void node_ofTheLeafByUuid_isReached() throws Exception {
        dial(cluster.nodes().named("lab-leaf", "leaf-node").uuid() + ":3022", "lab-leaf");

        assertThat(frame().hasDetails()).isTrue();
        assertThat(frame().getSsh().getPayload().toStringUtf8()).startsWith("SSH-2.0-");
    }

    @Test
    void halfClose_reachesTheNode_whichEndsTheStream() throws Exception {
        dial("node-1:3022", "lab-root");
        frame();
        requests().onCompleted();

        Object last = next();
        while (last instanceof ProxySSHResponse) {
            last = next();
        }
        assertThat(last).isEqualTo("completed");
    }

    @Test
    void node_unknownInThatCluster_isUnavailableWithTheServersWords() throws Exception {
        dial("leaf-node:0", "lab-root");

        assertThat((String) next())
                .contains("UNAVAILABLE")
                .contains("direct dialing to nodes not found in inventory is not supported");
    }

    @Test
    void target_notHostAndPort_isABadParameter() throws Exception {
        dial("node-1", "lab-root");

        assertThat((String) next()).contains("INVALID_ARGUMENT");
    }

    @Test
    void frame_largerThan16KiB_isRemembered() throws Exception {
        dial("node-1:0", "lab-root");
        frame();
        send(new byte[16 * 1024 + 1]);
        requests().onCompleted();
        while (next() instanceof ProxySSHResponse) {
            // until the node gives up on the nonsense
        }

        assertThat(cluster.counters().violations()).singleElement().asString().contains("16385 bytes");
    }
}
