package dev.machineid.lab.join;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes challenges in the forms of the real server. */
public final class Challenge {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Challenge() {}

    /** 32 bytes in the standard alphabet. */
    public static String iam() {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes(32));
    }

    /** 24 bytes in the alphabet for URLs. */
    public static String azure() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(24));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
