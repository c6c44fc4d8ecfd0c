package dev.machineid.lab.cloud;

import dev.machineid.core.secret.Secret;
import dev.machineid.lab.access.Refusal;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The identities of AWS, and the Security Token Service's answer to who signed a request. */
public final class AwsAccounts {
    private static final Duration LEEWAY = Duration.ofMinutes(5);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

    private final Clock clock;
    private final Map<String, AwsIdentity> byKeyId = new ConcurrentHashMap<>();

    public AwsAccounts(Clock clock) {
        this.clock = clock;
    }

    /** New temporary credentials of a role's session. */
    public AwsIdentity session(String arn) {
        return add("ASIA", Secret.of("session/" + UUID.randomUUID() + "=="), arn);
    }

    /** New lasting credentials of a user. */
    public AwsIdentity user(String arn) {
        return add("AKIA", null, arn);
    }

    private AwsIdentity add(String prefix, @org.jspecify.annotations.Nullable Secret session, String arn) {
        String random = UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
        AwsIdentity identity = new AwsIdentity(
                prefix + random.substring(0, 16), Secret.of(UUID.randomUUID() + "/+secret"), session, arn);
        byKeyId.put(identity.accessKeyId(), identity);
        return identity;
    }

    /** Who signed the request; a refusal in the words of the real cluster, with the service's own inside, for nobody. */
    public AwsIdentity caller(SignedRequest request) {
        AwsIdentity identity = byKeyId.get(request.keyId());
        Optional<Instant> signed = time(request.request().header("x-amz-date"));
        String session = request.request().header("x-amz-security-token");
        String expected = identity == null || identity.sessionToken() == null
                ? ""
                : identity.sessionToken().reveal();
        if (identity == null || !session.equals(expected)) {
            throw forbidden("InvalidClientTokenId", "The security token included in the request is invalid.");
        }
        if (signed.isEmpty()
                || Duration.between(signed.get(), clock.instant()).abs().compareTo(LEEWAY) > 0) {
            throw forbidden("SignatureDoesNotMatch", "Signature expired");
        }
        try {
            String wanted = region(request.request().header("host"));
            if (!request.service().equals("sts")
                    || !request.region().equals(wanted)
                    || !request.request().header("x-amz-date").startsWith(request.day())
                    || !request.madeWith(identity.secretKey())) {
                throw forbidden(
                        "SignatureDoesNotMatch", "The request signature we calculated does not match the signature");
            }
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        return identity;
    }

    private static String region(String host) {
        String[] parts = host.split("\\.", -1);
        return host.equals("sts.amazonaws.com") ? "us-east-1" : parts[1];
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static Refusal forbidden(String code, String message) {
        return Refusal.denied("aws sts api returned status: \"403 Forbidden\" body: \"{\\\"Error\\\":{\\\"Code\\\":\\\""
                + code + "\\\",\\\"Message\\\":\\\"" + message + "\\\",\\\"Type\\\":\\\"Sender\\\"}}\"");
    }
}
