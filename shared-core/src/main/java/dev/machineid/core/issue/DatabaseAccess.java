package dev.machineid.core.issue;

import java.security.cert.X509Certificate;

/**
 * What leads to one database.
 *
 * @param target what was asked for
 * @param protocol what the database speaks, in Teleport's word: {@code postgres}, {@code mysql}, {@code mongodb}
 * @param certificate for the job's key, good for this database only
 */
public record DatabaseAccess(DatabaseTarget target, String protocol, X509Certificate certificate) {}
