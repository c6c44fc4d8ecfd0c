package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.Login;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** What the tests of this package say about logins again and again. */
final class Logins {
    private Logins() {}

    /** The identity file a login wrote. */
    static StoredIdentity identity(Login login) {
        try {
            return IdentityFile.read(
                    Files.readAllBytes(Path.of(login.environment().get("MACHINE_ID_IDENTITY_FILE"))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Fails unless the login is refused with that code and leaves nothing. */
    static MachineIdException refused(FakeJob job, ErrorCode code) {
        MachineIdException refusal =
                catchThrowableOfType(MachineIdException.class, () -> job.login().close());
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(refusal.code()).as(refusal.render()).isEqualTo(code);
        assertThat(refusal.advice()).as("advice of " + code).isNotBlank();
        assertThat(job.filesLeft()).as("files left behind").isEmpty();
        assertThat(job.exported).isEmpty();
        return refusal;
    }

    /** Fails unless only the owner may read what lies below. */
    static void onlyTheOwnerMayRead(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            List<String> open = all.filter(path -> !Files.isSymbolicLink(path))
                    .filter(path -> !rights(path).equals(Files.isDirectory(path) ? "rwx------" : "rw-------"))
                    .map(path -> path + " " + rights(path))
                    .toList();
            assertThat(open).isEmpty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String rights(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
