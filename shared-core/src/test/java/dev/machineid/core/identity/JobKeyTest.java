package dev.machineid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobKeyTest {
    @TempDir
    Path directory;

    @Test
    void p256_everyForm_namesTheSameKind() throws Exception {
        JobKey key = JobKey.p256();

        assertThat(key.sshPublicLine()).startsWith("ecdsa-sha2-nistp256 AAAA").doesNotContain("\n");
        assertThat(SshKeys.wire(key.sshPublicLine())).isEqualTo(key.sshPublicWire());
        assertThat(key.tlsPublicPem()).startsWith("-----BEGIN PUBLIC KEY-----\n");
        assertThat(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key.tlsPublicDer())))
                .isEqualTo(key.keyPair().getPublic());
    }

    @Test
    void rsa2048_everyForm_namesTheSameKind() {
        JobKey key = JobKey.rsa2048();

        assertThat(key.sshPublicLine()).startsWith("ssh-rsa AAAA");
        assertThat(key.privatePem().reveal()).startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    @Test
    void privatePem_bothKinds_openSshDerivesOurPublicLine() throws Exception {
        assumeTrue(Tool.exists("ssh-keygen"));
        for (JobKey key : List.of(JobKey.p256(), JobKey.rsa2048())) {
            Path file = directory.resolve(key.keyPair().getPrivate().getAlgorithm());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, key.privatePem().revealBytes());

            assertThat(Tool.run("ssh-keygen", "-y", "-f", file.toString())
                            .output()
                            .strip())
                    .isEqualTo(key.sshPublicLine());
        }
    }

    @Test
    void of_ed25519_isRefused() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        assertThatThrownBy(() -> JobKey.of(pair))
                .isInstanceOfSatisfying(
                        MachineIdException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIALS_UNREADABLE));
    }

    @Test
    void toString_always_showsTheFingerprintOnly() {
        JobKey key = JobKey.p256();

        assertThat(key).hasToString("JobKey(" + SshKeys.fingerprint(key.sshPublicLine()) + ")");
    }
}
