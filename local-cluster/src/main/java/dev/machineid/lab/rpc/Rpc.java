package dev.machineid.lab.rpc;

import com.google.protobuf.MessageLite;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.count.Counters;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ServerCalls;
import java.util.List;
import java.util.function.Function;

/** Method definitions by hand, and the gRPC status of a refusal. */
final class Rpc {
    private Rpc() {}

    static <Q extends MessageLite, R extends MessageLite> MethodDescriptor<Q, R> method(
            String service, String name, MethodType type, Q request, R response) {
        return MethodDescriptor.<Q, R>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .setRequestMarshaller(ProtoLiteUtils.marshaller(request))
                .setResponseMarshaller(ProtoLiteUtils.marshaller(response))
                .build();
    }

    /** A unary method; a refusal becomes its status, and the call is counted by its name. */
    static <Q extends MessageLite, R extends MessageLite> ServerMethodDefinition<Q, R> unary(
            String service, String name, Q request, R response, Counters counters, Function<Q, R> body) {
        return ServerMethodDefinition.create(
                method(service, name, MethodType.UNARY, request, response),
                ServerCalls.asyncUnaryCall((Q asked, io.grpc.stub.StreamObserver<R> answer) -> {
                    counters.add(name);
                    try {
                        R result = body.apply(asked);
                        answer.onNext(result);
                        answer.onCompleted();
                    } catch (Refusal refusal) {
                        answer.onError(status(refusal));
                    }
                }));
    }

    /** A method with many answers to one question; a refusal comes in their place. */
    static <Q extends MessageLite, R extends MessageLite> ServerMethodDefinition<Q, R> list(
            String service, String name, Q request, R response, Counters counters, Function<Q, List<R>> body) {
        return ServerMethodDefinition.create(
                method(service, name, MethodType.SERVER_STREAMING, request, response),
                ServerCalls.asyncServerStreamingCall((Q asked, io.grpc.stub.StreamObserver<R> answer) -> {
                    counters.add(name);
                    try {
                        body.apply(asked).forEach(answer::onNext);
                        answer.onCompleted();
                    } catch (Refusal refusal) {
                        answer.onError(status(refusal));
                    }
                }));
    }

    static StatusRuntimeException status(Refusal refusal) {
        Status status = switch (refusal.kind()) {
            case ACCESS_DENIED -> Status.PERMISSION_DENIED;
            case BAD_PARAMETER -> Status.INVALID_ARGUMENT;
            case NOT_FOUND -> Status.NOT_FOUND;
            case NOT_IMPLEMENTED -> Status.UNIMPLEMENTED;
            case UNAVAILABLE -> Status.UNAVAILABLE;
            case UNCLASSIFIED -> Status.UNKNOWN;
        };
        return status.withDescription(refusal.words()).asRuntimeException();
    }
}
