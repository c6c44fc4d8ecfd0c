package dev.machineid.lab.fault;

import static java.util.Objects.requireNonNull;

import dev.machineid.core.Login;
import dev.machineid.lab.TestClient;
import dev.machineid.lab.TestTls;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A client that knows nothing but the kubeconfig. */
final class Kubeconfig {
    static final String PODS = "/api/v1/namespaces/default/pods";

    private Kubeconfig() {}

    static Map<?, ?> of(Login login) throws IOException {
        Path file = Path.of(login.environment().get("KUBECONFIG"));
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    static Map<?, ?> entry(Map<?, ?> parent, String list, int index) {
        return (Map<?, ?>) ((List<?>) requireNonNull(parent.get(list))).get(index);
    }

    private static byte[] decoded(Map<?, ?> of, String name) {
        return Base64.getDecoder().decode(String.valueOf(of.get(name)));
    }

    /** Asks the server of the context at that place. */
    static TestClient.Answer get(Map<?, ?> config, int at, String path) throws Exception {
        Map<?, ?> context =
                (Map<?, ?>) requireNonNull(entry(config, "contexts", at).get("context"));
        Map<?, ?> server = named(config, "clusters", context.get("cluster"), "cluster");
        Map<?, ?> credentials = named(config, "users", context.get("user"), "user");
        String pem = new String(decoded(credentials, "client-key-data"), StandardCharsets.US_ASCII);
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        TestTls.Identity identity = new TestTls.Identity(
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)),
                List.of(TestTls.certificate(decoded(credentials, "client-certificate-data"))));
        String address = String.valueOf(server.get("server"));
        SSLSocket socket = TestTls.connect(
                URI.create(address).getPort(),
                TestTls.certificate(decoded(server, "certificate-authority-data")),
                String.valueOf(server.get("tls-server-name")),
                identity,
                "http/1.1");
        String base = address.replaceFirst("https://[^/]+", "");
        return TestClient.http(socket, "GET", base + path, "");
    }

    private static Map<?, ?> named(Map<?, ?> config, String list, @Nullable Object name, String inner) {
        return ((List<?>) requireNonNull(config.get(list)))
                .stream()
                        .map(item -> (Map<?, ?>) item)
                        .filter(item -> String.valueOf(name).equals(item.get("name")))
                        .map(item -> (Map<?, ?>) requireNonNull(item.get(inner)))
                        .findFirst()
                        .orElseThrow();
    }
}
