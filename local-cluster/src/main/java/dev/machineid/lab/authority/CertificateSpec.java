package dev.machineid.lab.authority;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user certificate says, in both its forms. {@code impersonator} is null for a bot's own certificate;
 * {@code reissuable} lets an impersonated one ask for further certificates; {@code generation} is 0 unless the certificate is
 * renewable.
 */
public record CertificateSpec(
        String user,
        String botName,
        String botInstance,
        List<String> roles,
        List<String> logins,
        List<String> loginsTrait,
        String cluster,
        String routeToCluster,
        @Nullable String impersonator,
        boolean reissuable,
        int generation,
        Instant expires) {
    static final String INTERNAL_JOIN = "-teleport-internal-join";

    public CertificateSpec {
        roles = List.copyOf(roles);
        logins = List.copyOf(logins);
        loginsTrait = List.copyOf(loginsTrait);
    }

    /** A bot's own certificate: its own role, no logins. */
    public static CertificateSpec ownOf(
            String user, String botName, String botInstance, String cluster, int generation, Instant expires) {
        return new CertificateSpec(
                user,
                botName,
                botInstance,
                List.of(user),
                List.of(),
                List.of(),
                cluster,
                cluster,
                null,
                true,
                generation,
                expires);
    }

    /** The SSH principals, which are also the localities of the X.509 subject. */
    List<String> principals() {
        Collection<String> first = logins.isEmpty() ? List.of("-teleport-nologin-" + UUID.randomUUID()) : logins;
        return java.util.stream.Stream.concat(first.stream(), java.util.stream.Stream.of(INTERNAL_JOIN))
                .toList();
    }

    boolean renewable() {
        return generation > 0;
    }

    String traitsJson() {
        return loginsTrait.isEmpty()
                ? "{}"
                : com.nimbusds.jose.util.JSONObjectUtils.toJSONString(java.util.Map.of("logins", loginsTrait));
    }
}
