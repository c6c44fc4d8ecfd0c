package dev.machineid.lab.cloud;

import dev.machineid.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the header {@code Authorization} of AWS Signature Version 4 says, checked by this cluster's own reckoning (decision 0008). */
public record SignedRequest(
        HttpText request,
        String keyId,
        String day,
        String region,
        String service,
        List<String> signedHeaders,
        String signature) {
    private static final Pattern FORM =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=(\\w+)/(\\d{8})/([a-z0-9-]+)/([a-z]+)/aws4_request, ?"
                    + "SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");

    /** Empty where the header has another form. */
    public static Optional<SignedRequest> of(HttpText request) {
        Matcher said = FORM.matcher(request.header("authorization"));
        return said.matches()
                ? Optional.of(new SignedRequest(
                        request,
                        said.group(1),
                        said.group(2),
                        said.group(3),
                        said.group(4),
                        List.of(said.group(5).split(";")),
                        said.group(6)))
                : Optional.empty();
    }

    /** True if that key made the signature over the request as it is. */
    boolean madeWith(Secret secretKey) throws GeneralSecurityException {
        StringBuilder canonical = new StringBuilder(request.method() + "\n" + request.target() + "\n\n");
        for (String name : signedHeaders) {
            canonical.append(name).append(':').append(request.header(name)).append('\n');
        }
        canonical
                .append('\n')
                .append(String.join(";", signedHeaders))
                .append('\n')
                .append(digest(request.body()));
        String scope = String.join("/", day, region, service, "aws4_request");
        byte[] key = ("AWS4" + secretKey.reveal()).getBytes(StandardCharsets.UTF_8);
        for (String step : List.of(day, region, service, "aws4_request")) {
            key = mac(key, step);
        }
        byte[] made = mac(
                key,
                String.join(
                        "\n", "AWS4-HMAC-SHA256", request.header("x-amz-date"), scope, digest(canonical.toString())));
        return MessageDigest.isEqual(made, HexFormat.of().parseHex(signature));
    }

    private static String digest(String text) throws GeneralSecurityException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
