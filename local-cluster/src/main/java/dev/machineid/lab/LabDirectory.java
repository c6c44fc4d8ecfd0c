package dev.machineid.lab;

import dev.machineid.core.secret.Secret;
import dev.machineid.lab.join.BoundKeypairToken;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;

/** The files of a running lab for other programs: the web authority, its address, a GitHub job's variables, the issuer's key. */
record LabDirectory(Path path) {
    private static final String ISSUER = "issuer.jwk";
    private static final String CLUSTER = "LAB_CLUSTER=";

    /** Writes every file; those with a secret are readable by their owner only. */
    void write(LabCluster cluster) throws IOException {
        Files.createDirectories(path);
        Files.write(path.resolve("ca.pem"), cluster.webCaPem());
        Files.write(
                path.resolve("lab.env"),
                List.of(
                        "LAB_PROXY=" + cluster.proxy(),
                        "LAB_AUTH=" + cluster.auth(),
                        CLUSTER + cluster.root().cluster(),
                        "LAB_LEAF=" + cluster.leaf().cluster(),
                        "LAB_CA_PIN=" + cluster.caPin(),
                        "LAB_CA_FILE=" + path.resolve("ca.pem").toAbsolutePath()));
        writePrivate(
                "github.env",
                String.join(
                        "\n",
                        "GITHUB_ACTIONS=true",
                        "CI=true",
                        "GITHUB_SERVER_URL=https://github.com",
                        "GITHUB_REPOSITORY=acme/app",
                        "GITHUB_REF=refs/heads/main",
                        "ACTIONS_ID_TOKEN_REQUEST_URL='" + cluster.mint().requestUrl() + "'",
                        "ACTIONS_ID_TOKEN_REQUEST_TOKEN="
                                + cluster.mint().requestToken().reveal(),
                        ""));
        writePrivate(
                "azure-devops.env",
                String.join(
                        "\n",
                        "TF_BUILD=True",
                        "SYSTEM_OIDCREQUESTURI=" + cluster.azureDevOps().requestUri(),
                        "SYSTEM_ACCESSTOKEN="
                                + cluster.azureDevOps().accessToken().reveal(),
                        ""));
        writePrivate(ISSUER, cluster.issuer().privateJwk().reveal());
        String joining = UUID.randomUUID().toString();
        String registering = UUID.randomUUID().toString();
        cluster.addToken(LabToken.secret("deploy-secret").secretValue(Secret.of(joining)));
        cluster.addToken(BoundKeypairToken.registering("deploy-keypair", Secret.of(registering))
                .recovery(BoundKeypairToken.Recovery.RELAXED, 1));
        writePrivate(
                "secrets.env",
                String.join("\n", "LAB_JOIN_SECRET=" + joining, "LAB_REGISTRATION_SECRET=" + registering, ""));
    }

    private void writePrivate(String name, String content) throws IOException {
        Path file = path.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
    }

    /** The key of the running lab's issuer. */
    Secret issuerKey() throws IOException {
        Path file = path.resolve(ISSUER);
        if (!Files.exists(file)) {
            throw new IOException("no lab has written to " + path + " (" + ISSUER + " is missing)");
        }
        return Secret.of(Files.readAllBytes(file));
    }

    String clusterName() throws IOException {
        return Files.readAllLines(path.resolve("lab.env")).stream()
                .filter(line -> line.startsWith(CLUSTER))
                .map(line -> line.substring(CLUSTER.length()))
                .findFirst()
                .orElseThrow(() -> new IOException("lab.env in " + path + " names no cluster"));
    }
}
