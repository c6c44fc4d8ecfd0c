package dev.machineid.core;

import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.join.ClockDifference;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** Adds to a failure what only the found cluster can tell: its name in the line to write, its clock where a time is the reason. */
final class Telling {
    /** What an advice has in place of the cluster's name while that is not known. */
    private static final String NAME = "\\bCLUSTER\\b";

    private Telling() {}

    /** The same failure, or a better word for it; {@code now} is this machine's time. */
    static MachineIdException of(MachineIdException failed, ClusterInfo cluster, Instant now) {
        Optional<ClockDifference> clocks = ClockDifference.of(cluster);
        if (failed instanceof ProofException proof) {
            return clocks.filter(difference -> isGoodThere(proof, now.plus(difference.ahead())))
                    .<MachineIdException>map(difference -> new ProofException(
                            ErrorCode.CLOCKS_DIFFER,
                            "the clocks differ: " + difference.words() + ", and only by this machine's clock "
                                    + proof.what(),
                            difference.advice()))
                    .orElseGet(() -> named(proof, cluster.clusterName()));
        }
        if (failed.code() == ErrorCode.UNTRUSTED_CERTIFICATE && isOfTime(failed)) {
            return clocks.<MachineIdException>map(difference -> new DeniedException(
                            ErrorCode.CLOCKS_DIFFER,
                            "the clocks differ: " + difference.words() + ", and " + failed.what(),
                            failed.details(),
                            difference.advice(),
                            failed))
                    .orElse(failed);
        }
        return failed;
    }

    private static boolean isGoodThere(ProofException proof, Instant there) {
        return proof.code() == ErrorCode.PLATFORM_TOKEN_EXPIRED
                && proof.ended().filter(there::isBefore).isPresent();
    }

    private static ProofException named(ProofException proof, String cluster) {
        String advice = proof.advice().replaceAll(NAME, Matcher.quoteReplacement(cluster));
        if (proof.code() != ErrorCode.PLATFORM_TOKEN_MISSING || advice.equals(proof.advice())) {
            return proof;
        }
        return new ProofException(proof.code(), proof.what(), proof.details(), advice, proof);
    }

    private static boolean isOfTime(Throwable failed) {
        List<Throwable> seen = new ArrayList<>();
        for (Throwable cause = failed; cause != null && !seen.contains(cause); cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return true;
            }
            seen.add(cause);
        }
        return false;
    }
}
