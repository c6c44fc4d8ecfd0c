package dev.machineid.core.request;

import dev.machineid.core.report.SafeText;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** A pin of the cluster's authority: the SHA-256 of its public key (SubjectPublicKeyInfo), 64 lower-case hex digits. */
public record CaPin(String hex) {
    private static final String PREFIX = "sha256:";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public CaPin {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("a pin has 64 lower-case hex digits");
        }
    }

    /** Reads {@code sha256:HEX}, in either letter case. */
    public static CaPin parse(String text) {
        String value = text.strip().toLowerCase(Locale.ROOT);
        if (!value.startsWith(PREFIX)
                || !HEX.matcher(value.substring(PREFIX.length())).matches()) {
            throw Invalid.value(
                    SafeText.quote(text) + " is not a pin",
                    "write sha256: and 64 hex digits, as tctl status shows the CA pin");
        }
        return new CaPin(value.substring(PREFIX.length()));
    }

    /** Whether this is the pin of a key whose SHA-256 is {@code digest}, 32 bytes. */
    public boolean matches(byte[] digest) {
        return hex.equals(HexFormat.of().formatHex(digest));
    }

    /** {@code sha256:HEX}. */
    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
