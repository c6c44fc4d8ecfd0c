package dev.machineid.lab;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.machineid.core.wire.auth.Certs;
import dev.machineid.core.wire.auth.UserCertsRequest;
import dev.machineid.lab.authority.SshKeys;
import dev.machineid.lab.issuer.Shapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A job that joined with a GitHub-shaped token and can log in with the machine's own {@code ssh}, over {@code openssl s_client}. */
final class TestJob {
    private final LabCluster cluster;
    private final Path directory;

    TestJob(LabCluster cluster, Path directory) {
        this.cluster = cluster;
        this.directory = directory;
    }

    /** What a finished program said. */
    record Outcome(int code, String out, String err) {}

    static UserCertsRequest request(TestClient client, Instant expires, String... roles) {
        return UserCertsRequest.newBuilder()
                .setUsername("bot-ci")
                .setUseRoleRequests(true)
                .addAllRoleRequests(List.of(roles))
                .setExpires(Timestamp.newBuilder().setSeconds(expires.getEpochSecond()))
                .setPublicKey(ByteString.copyFromUtf8(SshKeys.line(client.key.getPublic())))
                .build();
    }

    static Certs generate(TestClient client, TestTls.Identity identity, UserCertsRequest request) throws IOException {
        return TestClient.call(
                client.authChannel(identity),
                "proto.AuthService/GenerateUserCerts",
                request,
                Certs.getDefaultInstance());
    }

    static TestTls.Identity bot(LabCluster cluster, TestClient client) throws Exception {
        return client.identity(client.join(
                "deploy-github", cluster.issuer().mint(Shapes.github()).reveal()));
    }

    /** Joins, asks for the role, and writes key, certificate, known_hosts and ssh_config. */
    TestJob login(TestClient client, String... roles) throws Exception {
        Certs certs = generate(
                client, bot(cluster, client), request(client, Instant.now().plusSeconds(600), roles));
        write(client, certs.getSSH().toStringUtf8());
        return this;
    }

    void write(TestClient client, String sshCertificate) throws IOException {
        String key = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(client.key.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Path keyFile = directory.resolve("key");
        Files.deleteIfExists(keyFile);
        Files.createFile(keyFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keyFile, key);
        Files.writeString(directory.resolve("key-cert.pub"), sshCertificate);
        Files.writeString(directory.resolve("ca.pem"), cluster.root().host().pem());
        Files.writeString(
                directory.resolve("known_hosts"),
                "@cert-authority localhost,lab-root,*.lab-root "
                        + SshKeys.line(cluster.root().host().sshKey())
                        + "@cert-authority lab-leaf,*.lab-leaf "
                        + SshKeys.line(cluster.leaf().host().sshKey()));
        String config = """
                Host *
                  UserKnownHostsFile DIR/known_hosts
                  GlobalKnownHostsFile /dev/null
                  StrictHostKeyChecking yes
                  IdentityFile DIR/key
                  CertificateFile DIR/key-cert.pub
                  IdentitiesOnly yes
                  BatchMode yes
                  LogLevel ERROR
                Host localhost
                  ProxyCommand openssl s_client -quiet -connect 127.0.0.1:PORT -alpn teleport-proxy-ssh -CAfile DIR/ca.pem -verify_return_error -servername localhost 2>/dev/null
                Host *.lab-root
                  ProxyCommand ssh -F DIR/ssh_config -l ci -s localhost proxy:$(echo %h | cut -d. -f1):0@lab-root
                Host *.lab-leaf
                  ProxyCommand ssh -F DIR/ssh_config -l ci -s localhost proxy:$(echo %h | cut -d. -f1):0@lab-leaf
                """;
        Files.writeString(
                directory.resolve("ssh_config"),
                config.replace("DIR", directory.toString()).replace("PORT", Integer.toString(cluster.port())));
    }

    Outcome ssh(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("ssh", "-F", directory.resolve("ssh_config").toString()));
        command.addAll(List.of(arguments));
        return run("", command.toArray(String[]::new));
    }

    static Outcome run(String input, String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        try (java.io.OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + List.of(command));
        }
        return new Outcome(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
                new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }
}
