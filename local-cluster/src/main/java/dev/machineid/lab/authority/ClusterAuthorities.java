package dev.machineid.lab.authority;

import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The authorities of one cluster and what they issue; every validity starts one minute before now. */
public final class ClusterAuthorities {
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Duration HOST_LIFE = Duration.ofDays(365);

    private final String cluster;
    private final Clock clock;
    private final Authority host;
    private final Authority user;
    private final Authority db;
    private final Authority spiffe;
    private final KeyPair tokens;
    private final Optional<Authority> nextHost;

    /** New authorities; with {@code rotating}, a second host authority is trusted but signs nothing yet. */
    public ClusterAuthorities(String cluster, Clock clock, boolean rotating) {
        Instant now = clock.instant();
        this.cluster = cluster;
        this.clock = clock;
        this.host = Authority.create("host", cluster, now);
        this.user = Authority.create("user", cluster, now);
        this.db = Authority.create("db", cluster, now);
        this.spiffe = Authority.create("spiffe", cluster, now);
        this.tokens = Authority.newKey();
        this.nextHost = rotating ? Optional.of(Authority.create("host", cluster, now)) : Optional.empty();
    }

    public String cluster() {
        return cluster;
    }

    public Authority host() {
        return host;
    }

    public Authority user() {
        return user;
    }

    public Authority db() {
        return db;
    }

    /** The authority of workload identities. */
    public Authority spiffe() {
        return spiffe;
    }

    /** The key that signs workload identities in the form of tokens, P-256. */
    public KeyPair tokenKey() {
        return tokens;
    }

    /** An X.509 SVID. */
    public X509Certificate issueSvid(String spiffeId, PublicKey key, Instant expires) {
        return spiffe.issue(
                new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.CN, "workload")
                        .build(),
                key,
                start(),
                expires,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, spiffeId)));
    }

    /** The host authority that a running rotation will change to. */
    public Optional<Authority> nextHost() {
        return nextHost;
    }

    /** The caller behind a client certificate; empty if it is not of this cluster's user authority or not valid now. */
    public Optional<Peer> peer(X509Certificate certificate) {
        return user.vouchesFor(certificate, clock.instant()) ? Optional.of(Peer.of(certificate)) : Optional.empty();
    }

    /** The X.509 user certificate. */
    public X509Certificate issueTls(CertificateSpec spec, PublicKey key) {
        return issueTls(spec, key, Binding.NONE);
    }

    /** The same, bound to one target; for a Kubernetes cluster the roles' names are the Kubernetes groups. */
    public X509Certificate issueTls(CertificateSpec spec, PublicKey key, Binding binding) {
        return user.issue(Subject.of(spec, binding), key, start(), spec.expires(), null);
    }

    /** The OpenSSH user certificate. */
    public OpenSshCertificate issueSsh(CertificateSpec spec, PublicKey key) {
        OpenSshCertificateBuilder builder = OpenSshCertificateBuilder.userCertificate()
                .id(spec.user())
                .principals(spec.principals())
                .validBefore(spec.expires());
        builder.extensions(SshExtensions.of(spec));
        return sign(builder, key, user);
    }

    /** The OpenSSH host certificate for these names. */
    public OpenSshCertificate issueHost(Collection<String> names, PublicKey key) {
        OpenSshCertificateBuilder builder = OpenSshCertificateBuilder.hostCertificate()
                .id(cluster)
                .principals(names)
                .extensions(Map.of("x-teleport-authority", cluster))
                .validBefore(clock.instant().plus(HOST_LIFE));
        return sign(builder, key, host);
    }

    private OpenSshCertificate sign(OpenSshCertificateBuilder builder, PublicKey key, Authority authority) {
        try {
            return builder.publicKey(key).validAfter(start()).sign(authority.sshPair());
        } catch (Exception impossible) {
            throw new IllegalStateException("the SSH certificate could not be signed", impossible);
        }
    }

    /** A server certificate of the authority for these DNS names and IP addresses. */
    public X509Certificate issueServer(Authority authority, KeyPair key, List<String> dns, List<String> addresses) {
        GeneralName[] names = java.util.stream.Stream.concat(
                        dns.stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                        addresses.stream().map(ip -> new GeneralName(GeneralName.iPAddress, ip)))
                .toArray(GeneralName[]::new);
        var subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "Proxy")
                .addRDN(BCStyle.CN, dns.get(0))
                .build();
        return authority.issue(
                subject, key.getPublic(), start(), clock.instant().plus(HOST_LIFE), new GeneralNames(names));
    }

    private Instant start() {
        return clock.instant().minus(SKEW);
    }
}
