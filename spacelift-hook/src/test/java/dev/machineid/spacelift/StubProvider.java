package dev.machineid.spacelift;

import com.google.protobuf.CodedOutputStream;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Answers terraform in the place of Spacelift's provider, which cannot be had without a network: tells the schema of four
 * resources, as their documentation has it, and finds every configuration good that fits. Terraform's plugin protocol 6,
 * of which this needs three calls.
 */
final class StubProvider implements AutoCloseable {
    private static final String SERVICE = "tfplugin6.Provider";
    private static final String TEXT = "\"string\"";
    private static final String FLAG = "\"bool\"";
    private static final String NUMBER = "\"number\"";
    private static final String LIST = "[\"list\",\"string\"]";
    private static final String SET = "[\"set\",\"string\"]";

    /** Terraform knocks once without a word before each run, which the server would tell at length; kept, or it is collected. */
    private static final Logger QUIET = Logger.getLogger("io.grpc.okhttp");

    static {
        QUIET.setLevel(Level.OFF);
    }

    /** One argument: its type as JSON, and whether it is required, optional or only computed. */
    private record Argument(String name, String type, int kind) {
        static final int REQUIRED = 4;
        static final int OPTIONAL = 5;
        static final int COMPUTED = 6;

        static Argument required(String name, String type) {
            return new Argument(name, type, REQUIRED);
        }

        static Argument optional(String name, String type) {
            return new Argument(name, type, OPTIONAL);
        }
    }

    private static final Argument ID = new Argument("id", TEXT, Argument.COMPUTED);

    private static final Map<String, List<Argument>> RESOURCES = Map.of(
            "spacelift_context",
            List.of(
                    ID,
                    Argument.required("name", TEXT),
                    Argument.optional("description", TEXT),
                    Argument.optional("space_id", TEXT),
                    Argument.optional("labels", SET),
                    Argument.optional("before_init", LIST),
                    Argument.optional("before_plan", LIST),
                    Argument.optional("before_apply", LIST),
                    Argument.optional("before_perform", LIST),
                    Argument.optional("before_destroy", LIST),
                    Argument.optional("after_init", LIST),
                    Argument.optional("after_plan", LIST),
                    Argument.optional("after_apply", LIST),
                    Argument.optional("after_perform", LIST),
                    Argument.optional("after_destroy", LIST),
                    Argument.optional("after_run", LIST)),
            "spacelift_mounted_file",
            List.of(
                    ID,
                    Argument.required("content", TEXT),
                    Argument.required("relative_path", TEXT),
                    Argument.optional("context_id", TEXT),
                    Argument.optional("stack_id", TEXT),
                    Argument.optional("module_id", TEXT),
                    Argument.optional("file_mode", TEXT),
                    Argument.optional("write_only", FLAG)),
            "spacelift_environment_variable",
            List.of(
                    ID,
                    Argument.required("name", TEXT),
                    Argument.optional("value", TEXT),
                    Argument.optional("context_id", TEXT),
                    Argument.optional("stack_id", TEXT),
                    Argument.optional("module_id", TEXT),
                    Argument.optional("write_only", FLAG)),
            "spacelift_context_attachment",
            List.of(
                    ID,
                    Argument.required("context_id", TEXT),
                    Argument.optional("stack_id", TEXT),
                    Argument.optional("module_id", TEXT),
                    Argument.optional("priority", NUMBER)));

    private final Server server;

    StubProvider() throws IOException {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(SERVICE);
        answer(service, "GetProviderSchema", schema());
        for (String check : List.of("ValidateProviderConfig", "ValidateResourceConfig", "StopProvider")) {
            answer(service, check, new byte[0]);
        }
        server = OkHttpServerBuilder.forPort(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .addService(service.build())
                .build()
                .start();
    }

    /** The value of {@code TF_REATTACH_PROVIDERS}: terraform asks this server and installs nothing. */
    String reattach() {
        return """
                {"registry.terraform.io/spacelift-io/spacelift":{"Protocol":"grpc","ProtocolVersion":6,"Pid":%d,"Test":true,
                "Addr":{"Network":"tcp","String":"127.0.0.1:%d"}}}""".formatted(ProcessHandle.current().pid(), server.getPort());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static void answer(ServerServiceDefinition.Builder service, String call, byte[] bytes) {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, call))
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        service.addMethod(method, ServerCalls.asyncUnaryCall((request, observer) -> {
            observer.onNext(bytes);
            observer.onCompleted();
        }));
    }

    /** The message {@code GetProviderSchema.Response}: the provider's schema is field 1, those of resources field 2. */
    private static byte[] schema() {
        Fields response = new Fields().bytes(1, block(List.of()));
        RESOURCES.forEach((name, arguments) -> response.bytes(
                2, new Fields().text(1, name).bytes(2, block(arguments)).toBytes()));
        return response.toBytes();
    }

    private static byte[] block(List<Argument> arguments) {
        Fields block = new Fields();
        for (Argument argument : arguments) {
            block.bytes(
                    2,
                    new Fields()
                            .text(1, argument.name())
                            .text(2, argument.type())
                            .yes(argument.kind())
                            .toBytes());
        }
        return new Fields().bytes(2, block.toBytes()).toBytes();
    }

    /** Writes one protobuf message, field by field. */
    private static final class Fields {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private interface Step {
            void write(CodedOutputStream out) throws IOException;
        }

        private Fields write(Step step) {
            try {
                CodedOutputStream out = CodedOutputStream.newInstance(bytes);
                step.write(out);
                out.flush();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return this;
        }

        Fields bytes(int field, byte[] value) {
            return write(out -> out.writeByteArray(field, value));
        }

        Fields text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Fields yes(int field) {
            return write(out -> out.writeBool(field, true));
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
