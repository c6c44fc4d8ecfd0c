package dev.machineid.command;

import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Reads an identity file that only our user can read, at most {@value #LARGEST} bytes. */
final class PrivateIdentity {
    /** A cluster with hundreds of leaves stays below. */
    private static final int LARGEST = 4 * 1024 * 1024;

    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

    private PrivateIdentity() {}

    static StoredIdentity read(Path file) {
        String shown = SafeText.quote(file.toString());
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw failure(ErrorCode.NOT_LOGGED_IN, "there is no identity file " + shown, "log in again");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw failure(ErrorCode.LINK_REFUSED, shown + " is not a regular file", "name the identity file itself");
        }
        try {
            requirePrivate(file, shown);
            byte[] content = bytes(file, shown);
            try {
                return IdentityFile.read(content);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        } catch (IOException unreadable) {
            throw new InvalidRequestException(
                    ErrorCode.CREDENTIALS_UNREADABLE,
                    "the identity file " + shown + " cannot be read",
                    List.of(),
                    "check that this user may read it, or log in again",
                    unreadable);
        }
    }

    private static void requirePrivate(Path file, String shown) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null && !OWN.containsAll(view.readAttributes().permissions())) {
            throw failure(
                    ErrorCode.DIRECTORY_UNSAFE,
                    "other users of this machine may use the identity file " + shown,
                    "chmod 600 it, or log in again; whoever read it can act as this job until it expires");
        }
    }

    private static byte[] bytes(Path file, String shown) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw failure(
                        ErrorCode.CREDENTIALS_UNREADABLE,
                        shown + " is larger than 4 MiB, which no identity file is",
                        "name the file that login wrote");
            }
            return content;
        }
    }

    private static InvalidRequestException failure(ErrorCode code, String what, String advice) {
        return new InvalidRequestException(code, what, advice);
    }
}
