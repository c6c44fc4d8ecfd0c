package dev.machineid.lab.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    private static byte[] hello(String name, String... alpn) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (!name.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        parameters.setApplicationProtocols(alpn);
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static ClientHello read(byte[] bytes) throws IOException {
        return ClientHello.read(new ByteArrayInputStream(bytes));
    }

    @Test
    void jsse_helloWithNames_isReadInOrder() throws Exception {
        byte[] bytes = hello("proxy.example.com", "teleport-proxy-grpc", "h2");

        ClientHello hello = read(bytes);

        assertThat(hello.serverName()).isEqualTo("proxy.example.com");
        assertThat(hello.alpn()).containsExactly("teleport-proxy-grpc", "h2");
        assertThat(hello.consumed()).isEqualTo(bytes);
    }

    @Test
    void jsse_helloWithoutNames_hasNone() throws Exception {
        ClientHello hello = read(hello(""));

        assertThat(hello.serverName()).isEmpty();
        assertThat(hello.alpn()).isEmpty();
    }

    @Test
    void hello_inManySmallRecords_isPutTogether() throws Exception {
        byte[] whole = hello("proxy.example.com", "h2");
        ByteArrayOutputStream split = new ByteArrayOutputStream();
        for (int at = 5; at < whole.length; at += 3) {
            int length = Math.min(3, whole.length - at);
            split.write(new byte[] {22, 3, 1, 0, (byte) length});
            split.write(whole, at, length);
        }

        assertThat(read(split.toByteArray()).alpn()).containsExactly("h2");
    }

    @Test
    void everyCutOfAHello_isAnIoExceptionAndNothingElse() throws Exception {
        byte[] whole = hello("proxy.example.com", "h2");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void everyByteChanged_isReadOrAnIoException() throws Exception {
        byte[] whole = hello("proxy.example.com", "h2");
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] = (byte) 0xff;
            try {
                read(changed);
            } catch (IOException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }

    @Test
    void plainHttp_isRefused() {
        assertThatIOException()
                .isThrownBy(() -> read("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .withMessage("not a TLS handshake");
    }

    @Test
    void hello_announcingAHugeLength_isRefusedBeforeItIsRead() {
        byte[] huge = {22, 3, 1, 0, 4, 1, (byte) 0x7f, (byte) 0xff, (byte) 0xff};

        assertThatIOException().isThrownBy(() -> read(huge)).withMessage("not a TLS client hello");
    }
}
