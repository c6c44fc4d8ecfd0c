package dev.machineid.core.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/** The two forms of an SSH public key or certificate: binary ("wire") and {@code TYPE BASE64} ("line"). */
public final class SshKeys {
    private static final Pattern TYPE = Pattern.compile("[a-z0-9@.-]+");
    static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_TYPE = 64;

    private SshKeys() {}

    /** {@code TYPE BASE64} without a comment; the type is the one the bytes carry. */
    public static String line(byte[] wire) {
        return type("the SSH key", wire) + " " + Base64.getEncoder().encodeToString(wire);
    }

    /** The bytes of a line {@code TYPE BASE64 [comment]}; the type must be the one the bytes carry. */
    public static byte[] wire(String line) {
        return wire("the SSH key", line);
    }

    /** {@code SHA256:...} without padding, as OpenSSH prints it. */
    public static String fingerprint(byte[] wire) {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sha256(wire));
    }

    /** The fingerprint of a line's key. */
    public static String fingerprint(String line) {
        return fingerprint(wire(line));
    }

    static byte[] wire(String what, String line) {
        if (line.length() > MAX_BYTES * 2) {
            throw Unreadable.because(what, "it is too long");
        }
        String[] words = line.strip().split("[ \t]+", 3);
        if (words.length < 2 || line.strip().indexOf('\n') >= 0 || line.strip().indexOf('\r') >= 0) {
            throw Unreadable.because(what, "expected one line: TYPE BASE64");
        }
        byte[] wire;
        try {
            wire = Base64.getDecoder().decode(words[1]);
        } catch (IllegalArgumentException e) {
            throw Unreadable.because(what, "its second word is not base64");
        }
        if (!type(what, wire).equals(words[0])) {
            throw Unreadable.because(what, "the type in front is not the type inside");
        }
        return wire;
    }

    static String type(String what, byte[] wire) {
        if (wire.length > MAX_BYTES) {
            throw Unreadable.because(what, "it is too long");
        }
        byte[] type = new SshWire(what, wire).bytes();
        String name = new String(type, StandardCharsets.US_ASCII);
        if (type.length > MAX_TYPE || !TYPE.matcher(name).matches()) {
            throw Unreadable.because(what, "it does not start with a key type");
        }
        return name;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
