package dev.machineid.core.platform;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 of a POST to {@code /} without a query, which is all that a join needs.
 *
 * <p>Source: AWS General Reference, "Create a signed AWS API request". Every header given is signed.
 */
final class AwsSignature {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private AwsSignature() {}

    /** The value of the header {@code X-Amz-Date}. */
    static String time(Instant now) {
        return TIME.format(now);
    }

    /**
     * The value of the header {@code Authorization}.
     *
     * @param headers all of them, with {@code Host} and {@code X-Amz-Date}, in any letter case
     */
    static String authorization(
            AwsCredentials credentials,
            String region,
            String service,
            Instant now,
            SortedMap<String, String> headers,
            String body) {
        SortedMap<String, String> lower = new TreeMap<>();
        headers.forEach((name, value) ->
                lower.put(name.toLowerCase(Locale.ROOT), value.strip().replaceAll(" +", " ")));
        String signed = String.join(";", lower.keySet());
        String canonical = "POST\n/\n\n"
                + lower.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining())
                + "\n" + signed + "\n" + sha256(body);
        String day = time(now).substring(0, 8);
        String scope = day + "/" + region + "/" + service + "/aws4_request";
        String toSign = ALGORITHM + "\n" + time(now) + "\n" + scope + "\n" + sha256(canonical);
        byte[] key = bytes("AWS4" + credentials.secretKey().reveal());
        for (String part : new String[] {day, region, service, "aws4_request"}) {
            key = hmac(key, part);
        }
        return ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders=" + signed
                + ", Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", impossible);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
