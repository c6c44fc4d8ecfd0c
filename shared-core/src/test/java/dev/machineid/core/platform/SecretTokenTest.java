package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.SecretSource;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTokenTest {
    @TempDir
    Path directory;

    private final Jobs job = new Jobs();

    @Test
    void obtain_variable_isTheSecret() {
        job.set("S", "s3cret\n").secret(new SecretSource.Variable("S"));

        Proof proof = new SecretToken().obtain(job.context());

        assertThat(proof).isEqualTo(new Proof.SecretProof(Secret.of("s3cret")));
        assertThat(proof.method()).isEqualTo(JoinMethod.TOKEN);
        assertThat(proof.toString()).doesNotContain("s3cret");
    }

    @Test
    void obtain_privateFile_isTheSecretWithoutAWarning() throws IOException {
        Path file = file("s3cret\r\n", "rw-------");

        assertThat(((Proof.SecretProof) new SecretToken().obtain(job.context())).secret())
                .isEqualTo(Secret.of("s3cret"));
        assertThat(job.warnings).isEmpty();
        assertThat(file).exists();
    }

    @Test
    void obtain_otherWhiteSpace_belongsToTheSecret() throws IOException {
        file(" s \n\n", "rw-------");

        assertThat(((Proof.SecretProof) new SecretToken().obtain(job.context())).secret())
                .isEqualTo(Secret.of(" s \n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-"})
    void obtain_fileOthersCanRead_warns(String rights) throws IOException {
        file("s3cret", rights);

        new SecretToken().obtain(job.context());

        assertThat(job.warnings)
                .singleElement()
                .satisfies(line -> assertThat(line).contains("chmod 600").doesNotContain("s3cret"));
    }

    @ParameterizedTest
    @CsvSource({"''", "'\n'", "' \n'"})
    void obtain_emptyFile_isMissing(String text) throws IOException {
        file(text, "rw-------");

        assertThat(failure().code()).isEqualTo(ErrorCode.JOIN_SECRET_MISSING);
    }

    @Test
    void obtain_noVariableFileOrOption_isMissingWithTheWayOut() {
        assertThat(failure().advice()).isEqualTo("add secret-env or secret-file");
        job.secret(new SecretSource.Variable("NONE"));
        assertThat(failure().what()).contains("variable NONE of secret-env");
        job.secret(new SecretSource.File(directory));
        assertThat(failure().what()).contains("not a regular file");
        job.secret(new SecretSource.File(directory.resolve("a\nb")));
        assertThat(failure().what()).contains("does not exist").contains("a\\u{a}b");
    }

    @Test
    void proof_methodWithoutIdToken_takesNone() {
        IdToken token = IdToken.parse(Secret.of(Jobs.tokenFor(1)));

        assertThatThrownBy(() -> new Proof.IdTokenProof(JoinMethod.TOKEN, token))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Path file(String text, String rights) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
        job.secret(new SecretSource.File(file));
        return file;
    }

    private ProofException failure() {
        return catchThrowableOfType(ProofException.class, () -> new SecretToken().obtain(job.context()));
    }
}
