package dev.machineid.core;

import dev.machineid.core.report.LoginReport;
import java.time.Instant;

/** Credentials that can be replaced in place: a login of this process, or one that an earlier process left. */
public sealed interface Renewable permits Login, StoredLogin {
    /** When the certificates end that are there now. */
    Instant expires();

    /**
     * Joins anew with a new proof and replaces the certificates, for the same key, in one step; the old ones stay
     * readable for a grace time. Failing leaves everything as it was.
     *
     * @return what the join came to
     */
    LoginReport renew();
}
