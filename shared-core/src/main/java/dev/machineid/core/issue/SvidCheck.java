package dev.machineid.core.issue;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.identity.TrustBundle;
import dev.machineid.core.platform.Claims;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.secret.Secret;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether an SVID is what was asked for, and what the trust bundle beside it vouches for (SPIFFE, X509-SVID and JWT-SVID). */
final class SvidCheck {
    private static final int URI_NAME = 6;
    private static final int LONGEST_ID = 2048;
    private static final int MOST_BETWEEN = 8;
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._-]+)+");

    private final TrustBundle bundle;
    private final Instant now;

    SvidCheck(TrustBundle bundle, Instant now) {
        this.bundle = bundle;
        this.now = now;
    }

    /**
     * The certificate and those between it and the bundle.
     *
     * @param spiffeId what the server says it issued
     * @throws DeniedException {@link ErrorCode#SVID_NOT_CREDIBLE}
     */
    List<X509Certificate> certificate(String spiffeId, byte[] der, List<byte[]> between, JobKey key) {
        requireId(spiffeId);
        if (between.size() > MOST_BETWEEN) {
            throw not("there are " + between.size() + " certificates between it and the trust bundle");
        }
        List<X509Certificate> chain = Stream.concat(Stream.of(der), between.stream())
                .map(SvidCheck::parse)
                .toList();
        X509Certificate svid = chain.get(0);
        List<String> names = uris(svid);
        if (!names.equals(List.of(spiffeId))) {
            throw not("the certificate is for " + shown(names) + ", not for " + SafeText.quote(spiffeId) + " alone");
        }
        if (!Arrays.equals(svid.getPublicKey().getEncoded(), key.tlsPublicDer())) {
            throw not("the certificate is for another key");
        }
        if (svid.getBasicConstraints() >= 0) {
            throw not("the certificate is an authority's");
        }
        requireLiving(svid.getNotAfter().toInstant());
        requireVouched(chain);
        return chain;
    }

    /**
     * When the token ends.
     *
     * @throws DeniedException {@link ErrorCode#SVID_NOT_CREDIBLE}
     */
    Instant token(String spiffeId, Secret token, List<String> audiences) {
        requireId(spiffeId);
        Claims claims;
        try {
            claims = Claims.parse(token);
        } catch (MachineIdException malformed) {
            throw not("the token is no JSON Web Token");
        }
        if (!claims.subject().equals(java.util.Optional.of(spiffeId))) {
            throw not("the token is for " + shown(claims.subject().stream().toList()) + ", not for "
                    + SafeText.quote(spiffeId));
        }
        if (!new HashSet<>(claims.audience()).equals(new HashSet<>(audiences))) {
            throw not("the token's audience is " + shown(claims.audience()) + ", not " + shown(audiences));
        }
        Instant end = claims.expiresAt().orElseThrow(() -> not("the token does not say when it ends"));
        requireLiving(end);
        return end;
    }

    private void requireId(String spiffeId) {
        String start = "spiffe://" + bundle.trustDomain();
        boolean good = spiffeId.length() <= LONGEST_ID
                && spiffeId.startsWith(start)
                && PATH.matcher(spiffeId.substring(start.length())).matches();
        if (!good) {
            throw not(SafeText.quote(spiffeId) + " is no SPIFFE id of the trust domain " + bundle.trustDomain());
        }
    }

    private void requireLiving(Instant end) {
        if (!end.isAfter(now)) {
            throw not("it ended at " + end);
        }
    }

    /** Our clock may be behind the server's. */
    private void requireVouched(List<X509Certificate> chain) {
        Instant from = chain.get(0).getNotBefore().toInstant();
        Instant at = from.isAfter(now) && Duration.between(now, from).compareTo(SKEW) <= 0 ? from : now;
        try {
            PKIXParameters parameters = new PKIXParameters(bundle.authorities().stream()
                    .map(authority -> new TrustAnchor(authority, null))
                    .collect(Collectors.toSet()));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
        } catch (GeneralSecurityException refused) {
            throw not("the cluster's trust bundle does not vouch for the certificate");
        }
    }

    private static List<String> uris(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(URI_NAME).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException broken) {
            throw not("the certificate's names cannot be read");
        }
    }

    private static X509Certificate parse(byte[] der) {
        try {
            List<X509Certificate> parsed = TlsCertificates.parse(der);
            if (parsed.size() == 1) {
                return parsed.get(0);
            }
        } catch (MachineIdException broken) {
            // The same in the words of what was asked for.
        }
        throw not("the certificate cannot be read");
    }

    private static String shown(List<String> values) {
        return values.isEmpty()
                ? "nothing"
                : values.stream().limit(3).map(SafeText::quote).collect(Collectors.joining(", "));
    }

    static DeniedException not(String reason) {
        return new DeniedException(
                ErrorCode.SVID_NOT_CREDIBLE,
                "what the cluster issued as a workload identity is not what was asked for",
                List.of("reason: " + reason),
                "nothing was delivered; look at the workload_identity resource, and whether something between here and"
                        + " the cluster answers in its place",
                null);
    }
}
