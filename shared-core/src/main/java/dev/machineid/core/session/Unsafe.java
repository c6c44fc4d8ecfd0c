package dev.machineid.core.session;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The failures of this package; each names the path and the way out. */
final class Unsafe {
    private Unsafe() {}

    static InvalidRequestException directory(Path path, String reason, String expected) {
        return new InvalidRequestException(
                ErrorCode.DIRECTORY_UNSAFE,
                "credentials are not written to " + path,
                List.of("found: " + reason, "expected: " + expected),
                "name another place with the option directory, or mend this one",
                null);
    }

    static InvalidRequestException link(Path path) {
        return new InvalidRequestException(
                ErrorCode.LINK_REFUSED,
                path + " is a link",
                List.of("expected: a real file or directory"),
                "remove the link, or name the place it points to",
                null);
    }

    static InvalidRequestException workspace(Path path, Path workspace) {
        return new InvalidRequestException(
                ErrorCode.DIRECTORY_IN_WORKSPACE,
                "the directory " + path + " lies in the workspace",
                List.of("workspace: " + workspace, "reason: caches, artifacts and later steps read the workspace"),
                "name a place outside of it, or set allow-workspace",
                null);
    }

    static InvalidRequestException write(Path path, IOException cause) {
        return new InvalidRequestException(
                ErrorCode.CANNOT_WRITE,
                path + " cannot be written",
                List.of("reason: " + cause.getClass().getSimpleName() + " " + cause.getMessage()),
                "check the free space and the permissions of the directory",
                cause);
    }
}
