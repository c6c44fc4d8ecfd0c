package dev.machineid.command;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import java.util.EnumSet;
import java.util.Set;

/** The exit code of every end the program can come to; the manual's table is {@code docs/exit-codes.md}. */
final class ExitCodes {
    static final int OK = 0;
    static final int WRONG_USE = 2;
    static final int NOT_LOGGED_IN = 3;
    static final int PROOF = 4;
    static final int DENIED = 5;
    static final int FAULT = 6;
    static final int INTERNAL = 70;
    static final int NOT_EXECUTABLE = 126;
    static final int NOT_FOUND = 127;

    /** The same, for {@code --help}. */
    static final String TABLE = """
            exit codes:
              0    all went well
              2    wrong use, invalid option, or a file or directory that cannot be used (MID-10xx, MID-16xx)
              3    no credentials: not logged in, expired, or not ready (MID-1605, MID-1607, MID-1814)
              4    the job cannot prove who it is (MID-11xx)
              5    the cluster, or a check of its identity, said no (MID-12xx, MID-13xx, MID-15xx)
              6    a fault, after retries: network, proxy, cluster, id token service (MID-14xx, MID-1103)
              70   a fault in this program (MID-1999)
            exec ends with the command's own code (128 and the signal's number if a signal ended it),
            126 if the command cannot be executed, 127 if there is none of that name (MID-1701).
            """;

    private static final Set<ErrorCode> NOT_THERE =
            EnumSet.of(ErrorCode.NOT_LOGGED_IN, ErrorCode.CREDENTIALS_EXPIRED, ErrorCode.NOT_READY);

    private ExitCodes() {}

    static int of(Throwable failure) {
        if (failure instanceof CommandUnavailable unavailable) {
            return unavailable.exitCode();
        }
        if (!(failure instanceof MachineIdException explained) || explained.code() == ErrorCode.INTERNAL) {
            return INTERNAL;
        }
        if (NOT_THERE.contains(explained.code())) {
            return NOT_LOGGED_IN;
        }
        if (explained instanceof ProofException) {
            return PROOF;
        }
        if (explained instanceof DeniedException) {
            return DENIED;
        }
        return explained instanceof FaultException ? FAULT : WRONG_USE;
    }
}
