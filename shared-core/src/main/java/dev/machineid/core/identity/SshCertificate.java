package dev.machineid.core.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An OpenSSH certificate, read but not verified: whoever logs in is judged by the node, not here.
 *
 * @param line {@code TYPE BASE64}, as it stands in {@code key-cert.pub}
 * @param type such as {@code ecdsa-sha2-nistp256-cert-v01@openssh.com}
 * @param publicKeyLine the certified key as {@code TYPE BASE64}
 * @param serial 64 bits; 0 where the authority does not count
 * @param host whether it certifies a host instead of a user
 * @param keyId the user's name in Teleport
 * @param principals the logins (or host names) it is good for
 * @param validAfter {@link Instant#EPOCH} where there is no start
 * @param validBefore {@link Instant#MAX} where there is no end
 * @param criticalOptions such as {@code source-address}; an option without a value has an empty one
 * @param extensions such as {@code permit-pty} and Teleport's own
 * @param authorityLine the signing authority's key as {@code TYPE BASE64}
 */
public record SshCertificate(
        String line,
        String type,
        String publicKeyLine,
        long serial,
        boolean host,
        String keyId,
        List<String> principals,
        Instant validAfter,
        Instant validBefore,
        Map<String, String> criticalOptions,
        Map<String, String> extensions,
        String authorityLine) {
    private static final String WHAT = "the SSH certificate";
    private static final String SUFFIX = "-cert-v01@openssh.com";
    private static final int HOST = 2;

    /** How many strings make up the public key, by key type. */
    private static final Map<String, Integer> KEY_FIELDS = Map.of(
            "ssh-rsa", 2,
            "ssh-ed25519", 1,
            "ecdsa-sha2-nistp256", 2,
            "ecdsa-sha2-nistp384", 2,
            "ecdsa-sha2-nistp521", 2);

    public SshCertificate {
        principals = List.copyOf(principals);
        criticalOptions = Collections.unmodifiableMap(new LinkedHashMap<>(criticalOptions));
        extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
    }

    /** Reads a line {@code TYPE BASE64 [comment]}. */
    public static SshCertificate parse(String line) {
        return parse(SshKeys.wire(WHAT, line));
    }

    /** Reads the binary form. */
    public static SshCertificate parse(byte[] wire) {
        String type = SshKeys.type(WHAT, wire);
        String keyType = type.endsWith(SUFFIX) ? type.substring(0, type.length() - SUFFIX.length()) : "";
        int keyFields = KEY_FIELDS.getOrDefault(keyType, 0);
        if (keyFields == 0) {
            throw Unreadable.because(WHAT, "its type is not known: " + type);
        }
        SshWire in = new SshWire(WHAT, wire);
        in.bytes(); // the type again
        in.bytes(); // the nonce
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        SshWire.put(key, keyType.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < keyFields; i++) {
            SshWire.put(key, in.bytes());
        }
        long serial = in.uint64();
        long kind = in.uint32();
        if (kind != 1 && kind != HOST) {
            throw Unreadable.because(WHAT, "it is neither for a user nor for a host");
        }
        String keyId = in.text();
        List<String> principals = in.texts();
        Instant after = instant(in.uint64());
        Instant before = instant(in.uint64());
        Map<String, String> critical = in.options();
        Map<String, String> extensions = in.options();
        in.bytes(); // reserved
        byte[] authority = in.bytes();
        in.bytes(); // the signature
        in.end();
        return new SshCertificate(
                SshKeys.line(wire),
                type,
                SshKeys.line(key.toByteArray()),
                serial,
                kind == HOST,
                keyId,
                principals,
                after,
                before,
                critical,
                extensions,
                SshKeys.line(authority));
    }

    /** {@code SHA256:...} of the signing authority's key. */
    public String authorityFingerprint() {
        return SshKeys.fingerprint(authorityLine);
    }

    /** Seconds since 1970, unsigned; what lies beyond Java's calendar counts as no limit. */
    private static Instant instant(long seconds) {
        return seconds < 0 || seconds > Instant.MAX.getEpochSecond() ? Instant.MAX : Instant.ofEpochSecond(seconds);
    }
}
