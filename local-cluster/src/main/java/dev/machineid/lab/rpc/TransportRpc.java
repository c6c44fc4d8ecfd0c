package dev.machineid.lab.rpc;

import com.google.protobuf.ByteString;
import dev.machineid.core.wire.transport.ClusterDetails;
import dev.machineid.core.wire.transport.Frame;
import dev.machineid.core.wire.transport.ProxySSHRequest;
import dev.machineid.core.wire.transport.ProxySSHResponse;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.count.Counters;
import dev.machineid.lab.ssh.NodeDirectory;
import dev.machineid.lab.tls.Splice;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The transport service: one stream is one TCP connection to an SSH node, in frames of at most 16 KiB. */
final class TransportRpc {
    private static final String SERVICE = "teleport.transport.v1.TransportService";
    private static final int LARGEST_FRAME = 16 * 1024;

    private final NodeDirectory nodes;
    private final Executor threads;
    private final Counters counters;

    TransportRpc(NodeDirectory nodes, Executor threads, Counters counters) {
        this.nodes = nodes;
        this.threads = threads;
        this.counters = counters;
    }

    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(ServerMethodDefinition.create(
                        Rpc.method(
                                SERVICE,
                                "ProxySSH",
                                MethodType.BIDI_STREAMING,
                                ProxySSHRequest.getDefaultInstance(),
                                ProxySSHResponse.getDefaultInstance()),
                        ServerCalls.asyncBidiStreamingCall(answers -> {
                            counters.add("ProxySSH");
                            return new Tunnel((ServerCallStreamObserver<ProxySSHResponse>) answers);
                        })))
                .build();
    }

    /** The client's half of a stream; a thread pumps the node's half. */
    private final class Tunnel implements StreamObserver<ProxySSHRequest> {
        private final ServerCallStreamObserver<ProxySSHResponse> answers;
        private final Object ready = new Object();
        private @Nullable Socket node;
        private boolean refused;

        Tunnel(ServerCallStreamObserver<ProxySSHResponse> answers) {
            this.answers = answers;
            answers.setOnReadyHandler(this::wake);
            answers.setOnCancelHandler(this::hangUp);
        }

        private void wake() {
            synchronized (ready) {
                ready.notifyAll();
            }
        }

        @Override
        public void onNext(ProxySSHRequest request) {
            if (refused) {
                return;
            }
            try {
                Socket target = node;
                if (target == null) {
                    target = dial(request);
                }
                byte[] payload = request.getSsh().getPayload().toByteArray();
                if (payload.length > LARGEST_FRAME) {
                    counters.violation("an SSH frame of " + payload.length + " bytes, more than 16 KiB");
                }
                target.getOutputStream().write(payload);
            } catch (Refusal refusal) {
                refused = true;
                answers.onError(Rpc.status(refusal));
            } catch (IOException gone) {
                refused = true;
                hangUp();
            }
        }

        private Socket dial(ProxySSHRequest request) throws IOException {
            CallerInterceptor.caller();
            Socket target = nodes.dial(
                    request.getDialTarget().getHostPort(),
                    request.getDialTarget().getCluster());
            node = target;
            answers.onNext(ProxySSHResponse.newBuilder()
                    .setDetails(ClusterDetails.getDefaultInstance())
                    .build());
            threads.execute(() -> pump(target));
            return target;
        }

        private void pump(Socket target) {
            byte[] buffer = new byte[LARGEST_FRAME];
            try (target) {
                InputStream in = target.getInputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    awaitReady();
                    answers.onNext(ProxySSHResponse.newBuilder()
                            .setSsh(Frame.newBuilder().setPayload(ByteString.copyFrom(buffer, 0, n)))
                            .build());
                }
                answers.onCompleted();
            } catch (IOException | InterruptedException | IllegalStateException cut) {
                if (!answers.isCancelled()) {
                    answers.onError(Status.UNAVAILABLE
                            .withDescription("the connection to the node broke")
                            .asRuntimeException());
                }
            }
        }

        private void awaitReady() throws InterruptedException {
            synchronized (ready) {
                while (!answers.isReady() && !answers.isCancelled()) {
                    ready.wait(1000);
                }
            }
        }

        private void hangUp() {
            wake();
            Socket target = node;
            if (target != null) {
                Splice.closeQuietly(target);
            }
        }

        @Override
        public void onError(Throwable cancelled) {
            hangUp();
        }

        @Override
        public void onCompleted() {
            Socket target = node;
            if (target == null) {
                if (!refused) {
                    answers.onCompleted();
                }
                return;
            }
            try {
                target.shutdownOutput();
            } catch (IOException gone) {
                hangUp();
            }
        }
    }
}
