package dev.machineid.core.issue;

import java.util.Optional;

/**
 * A database to ask a certificate for.
 *
 * @param service the database's name in Teleport
 * @param user the user in the database, where the certificate is to be bound to one
 * @param database the database within the service, where the certificate is to be bound to one
 */
public record DatabaseTarget(String service, Optional<String> user, Optional<String> database) {}
