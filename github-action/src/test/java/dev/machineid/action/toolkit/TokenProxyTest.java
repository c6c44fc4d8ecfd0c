package dev.machineid.action.toolkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.lab.fault.ConnectProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The toolkit's own choice of a proxy, carried out by Java's client. */
class TokenProxyTest {
    @TempDir
    Path directory;

    private StepFiles files(String url) throws IOException {
        return new StepFiles(directory.resolve("step"))
                .with("ACTIONS_ID_TOKEN_REQUEST_URL", url)
                .with("ACTIONS_ID_TOKEN_REQUEST_TOKEN", TokenService.BEARER);
    }

    private static String token(StepFiles files) {
        try (GraalToolkit toolkit = new GraalToolkit(files.step(), new StepOutput(files.out))) {
            return toolkit.idToken(Optional.of("x")).reveal();
        }
    }

    @Test
    void http_service_isAskedThroughTheProxyWithItsPassword() throws IOException {
        try (TokenService proxy = new TokenService()) {
            StepFiles files = files("http://tokens.example.com/idtoken?api-version=2.0")
                    .with("http_proxy", "http://user:pass%20word@127.0.0.1:" + proxy.port());

            assertThat(token(files)).startsWith("eyJ");
            assertThat(proxy.lines)
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line).contains("http://tokens.example.com/idtoken?api-version=2.0&audience=x"));
            assertThat(files.stdout()).doesNotContain("pass");
        }
    }

    @Test
    void https_service_isReachedByATunnel() throws IOException {
        int nobody;
        try (TokenService gone = new TokenService()) {
            nobody = gone.port();
        }
        try (ConnectProxy proxy = new ConnectProxy(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody),
                dev.machineid.core.secret.Secret.of("user:secret"))) {
            StepFiles files = files("https://tokens.example.com/idtoken?api-version=2.0")
                    .with("HTTPS_PROXY", "http://user:secret@127.0.0.1:" + proxy.port());

            assertThatThrownBy(() -> token(files)).isInstanceOf(FaultException.class); // nobody is behind it
            assertThat(proxy.asked()).contains("tokens.example.com:443");
        }
    }

    @Test
    void noProxy_listsTheService_goesStraight() throws IOException {
        try (TokenService service = new TokenService()) {
            StepFiles files = files(service.url())
                    .with("http_proxy", "http://127.0.0.1:1")
                    .with("no_proxy", "127.0.0.1");

            assertThat(token(files)).startsWith("eyJ");
        }
    }

    @Test
    void proxy_thatNeedsHttps_isSaid() throws IOException {
        StepFiles files =
                files("http://tokens.example.com/idtoken?x=1").with("http_proxy", "https://proxy.example.com:3128");

        assertThatThrownBy(() -> token(files)).isInstanceOfSatisfying(FaultException.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
            assertThat(failed.details().toString()).contains("https is not supported");
        });
    }

    @Test
    void connection_refused_isAFaultWithItsCause() throws IOException {
        int port;
        try (TokenService gone = new TokenService()) {
            port = gone.port();
        }
        StepFiles files = files("http://127.0.0.1:" + port + "/x?y=1");

        assertThatThrownBy(() -> token(files))
                .isInstanceOfSatisfying(
                        FaultException.class,
                        failed -> assertThat(failed.what() + failed.details())
                                .contains("did not answer")
                                .doesNotContain(TokenService.BEARER));
    }
}
