package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;

/** The connections of tunnels, against a server that answers as it is told. */
@Timeout(30)
class TargetConnectionTest {
    private static final String POSTGRES = "teleport-postgres";

    private final Network network = Links.network(Duration.ofSeconds(10));
    private final HeldCertificate client = TlsFront.certificate("bot");

    @AfterEach
    void close() {
        network.close();
    }

    private Socket connect(int port) {
        return new TlsRouting(network, Links.at(port))
                .target(
                        POSTGRES,
                        new ClientIdentity(
                                TrustAnchors.only(List.of(TlsFront.AUTHORITY.certificate())),
                                client.keyPair().getPrivate(),
                                client.certificate()));
    }

    private ErrorCode refused(Function<List<String>, @Nullable String> select) throws IOException {
        try (TlsFront front = TlsFront.start(select, 0)) {
            return refused(front.port());
        }
    }

    private ErrorCode refused(int port) {
        MachineIdException refusal = catchThrowableOfType(
                MachineIdException.class, () -> connect(port).close());
        assertThat(refusal.advice()).isNotBlank();
        return refusal.code();
    }

    @Test
    void target_offersOneNameAndOneCertificateAndCarriesBytes() throws Exception {
        try (ServerSocket backend = new ServerSocket(0, 1, Links.HERE);
                TlsFront front = TlsFront.start(offered -> POSTGRES, backend.getLocalPort());
                Socket near = connect(front.port());
                Socket far = backend.accept()) {
            near.getOutputStream().write('?');
            assertThat(far.getInputStream().read()).isEqualTo('?');
            far.getOutputStream().write('!');
            assertThat(near.getInputStream().read()).isEqualTo('!');
            assertThat(near.getSoTimeout()).as("a session may be silent").isZero();
            assertThat(front.hellos).singleElement().satisfies(hello -> {
                assertThat(hello.alpn()).containsExactly(POSTGRES);
                assertThat(hello.certificates()).isEqualTo(1);
            });
        }
    }

    @ParameterizedTest
    @NullAndEmptySource
    void server_thatDoesNotTakeTheName_doesNotRoute(@Nullable String answer) throws Exception {
        assertThat(refused(offered -> answer)).isEqualTo(ErrorCode.TLS_ROUTING_UNAVAILABLE);
    }

    @Test
    void server_forAnotherHost_isNotSpokenTo() throws Exception {
        try (TlsFront front =
                new TlsFront(Links.HERE, TlsFront.certificate("elsewhere.example.com"), offered -> POSTGRES, 0)) {
            assertThat(refused(front.port())).isIn(ErrorCode.WRONG_HOST_NAME, ErrorCode.UNTRUSTED_CERTIFICATE);
        }
    }

    @Test
    void server_thatIsNotThere_isSaid() throws Exception {
        int closed;
        try (ServerSocket gone = new ServerSocket(0, 1, Links.HERE)) {
            closed = gone.getLocalPort();
        }
        assertThat(refused(closed)).isEqualTo(ErrorCode.CANNOT_CONNECT);
    }
}
