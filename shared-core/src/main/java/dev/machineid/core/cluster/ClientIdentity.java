package dev.machineid.core.cluster;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Who we are to a cluster's own services, and whom we believe there.
 *
 * @param servers verifies the cluster's servers, made from its host authorities
 */
public record ClientIdentity(X509ExtendedTrustManager servers, PrivateKey key, X509Certificate certificate) {}
