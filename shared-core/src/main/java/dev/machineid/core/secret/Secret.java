package dev.machineid.core.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A value that never appears in output: an id token, a join secret, a private key in PEM form.
 *
 * <p>It has no textual form, compares in constant time, and is overwritten by {@link #close()}. {@link #reveal()} and
 * {@link #revealBytes()} are the only ways to its content, so every place where a secret can leak is found by searching
 * for their callers. Java cannot promise that copies made by the runtime are gone too.
 */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A secret from text, kept as UTF-8. */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A secret from a copy of the bytes; the caller may overwrite its own. */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** The content as text. */
    public String reveal() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A copy of the content. */
    public byte[] revealBytes() {
        return bytes.clone();
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** Overwrites the content with zeros. */
    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 0; // constant: a hash of the content would tell something about it
    }

    @Override
    public String toString() {
        return "Secret(***)";
    }
}
