package dev.machineid.core.platform;

import java.util.Optional;

/** One place where AWS credentials may be. */
interface AwsSource {
    /** What it looks for, for the report that none has any. */
    String looksFor();

    /** Whether the job's variables speak of it; no network. */
    boolean applies(JobVariables variables);

    /**
     * The credentials, or empty where this place has none.
     *
     * @throws dev.machineid.core.report.ProofException if it should have some and has not
     * @throws dev.machineid.core.report.FaultException if asking again may help
     */
    Optional<AwsCredentials> find(ProofContext context);
}
