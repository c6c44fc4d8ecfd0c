package dev.machineid.core.issue;

import java.security.cert.X509Certificate;

/**
 * What leads to one application.
 *
 * @param name the application's name in Teleport
 * @param publicAddress the host name under which the proxy serves it
 * @param tcp whether it is a plain TCP application rather than a web one
 * @param certificate for the job's key, good for this application only
 */
public record ApplicationAccess(String name, String publicAddress, boolean tcp, X509Certificate certificate) {}
