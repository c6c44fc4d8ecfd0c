package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CountDownLatch stop = new CountDownLatch(1);

    @TempDir
    Path directory;

    private int run(String... arguments) throws InterruptedException {
        return Main.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                stop);
    }

    @Test
    void help_isPrintedAndSucceeds() throws Exception {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("usage: machine-id-lab");
    }

    @Test
    void argument_unknown_isAMistakeWithAHint() throws Exception {
        assertThat(run("--prot", "1")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("unknown argument --prot")
                .contains("hint:");
    }

    @Test
    void port_notANumberOrMissing_isAMistake() throws Exception {
        assertThat(run("--port", "https")).isEqualTo(2);
        assertThat(run("--port")).isEqualTo(2);
        assertThat(run("--auth-port", "x")).isEqualTo(2);
    }

    @Test
    void server_stopped_printedReadyFirstAndWroteItsFiles() throws Exception {
        stop.countDown();

        assertThat(run("--directory", directory.toString())).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).matches("ready: localhost:\\d+ cluster lab-root, .*\\R");
        assertThat(Files.readString(directory.resolve("ca.pem"))).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(Files.readString(directory.resolve("github.env")))
                .contains("ACTIONS_ID_TOKEN_REQUEST_URL='http://127.0.0.1:");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("issuer.jwk"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(directory.resolve("lab.env"))).containsPattern("LAB_AUTH=127\\.0\\.0\\.1:\\d+");
        assertThat(err.size()).isZero();
    }

    @Test
    void mint_everyPlatform_givesATokenOfItsIssuer() throws Exception {
        stop.countDown();
        run("--directory", directory.toString());
        out.reset();

        for (String platform : List.of(
                "github",
                "github-immutable",
                "gitlab",
                "circleci",
                "spacelift",
                "spacelift-read",
                "kubernetes",
                "jenkins")) {
            assertThat(run("mint", platform, "--directory", directory.toString()))
                    .as(platform)
                    .isZero();
        }

        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(MainTest::issuer))
                .hasSize(8)
                .allMatch(issuer -> issuer.startsWith("https://"));
    }

    @Test
    void mint_spacelift_hasTheScopeThatWasAskedFor() throws Exception {
        stop.countDown();
        run("--directory", directory.toString());
        out.reset();

        run("mint", "spacelift", "--directory", directory.toString());
        run("mint", "spacelift-read", "--directory", directory.toString());

        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(MainTest::scope))
                .containsExactly("write", "read");
    }

    private static String scope(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("scope");
        } catch (java.text.ParseException broken) {
            throw new AssertionError(token, broken);
        }
    }

    private static String issuer(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getIssuer();
        } catch (java.text.ParseException broken) {
            throw new AssertionError(token, broken);
        }
    }

    @Test
    void mint_withoutADirectoryOrLab_saysWhatIsMissing() throws Exception {
        assertThat(run("mint", "github")).isEqualTo(2);
        assertThat(run("mint", "github", "--directory", directory.toString())).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("issuer.jwk is missing");
    }

    @Test
    void otherIssuer_incompleteOrWithoutKeys_isAMistake() throws Exception {
        Path keys = Files.writeString(directory.resolve("keys.json"), "{}");

        assertThat(run("--oidc-issuer", "https://jenkins.example/oidc")).isEqualTo(2);
        assertThat(run(
                        "--oidc-issuer",
                        "https://jenkins.example/oidc",
                        "--oidc-subject",
                        "x",
                        "--oidc-jwks",
                        keys + ""))
                .isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("go together", "no set of public keys");
    }
}
