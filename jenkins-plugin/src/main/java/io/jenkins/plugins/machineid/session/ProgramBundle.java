package io.jenkins.plugins.machineid.session;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The program as the plugin brings it, for agents: read once, its digest kept, its bytes not. */
public final class ProgramBundle {
    private static final String RESOURCE = "machine-id.jar";
    private static String digest = "";

    private ProgramBundle() {}

    /** Its SHA-256 in lower-case hexadecimal. */
    public static synchronized String digest() throws IOException {
        if (digest.isEmpty()) {
            try {
                digest = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content()));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every Java has SHA-256", impossible);
            }
        }
        return digest;
    }

    /** The jar. */
    public static byte[] content() throws IOException {
        try (InputStream jar = ProgramBundle.class.getResourceAsStream(RESOURCE)) {
            if (jar == null) {
                throw new IOException("this plugin was built without its program");
            }
            return jar.readAllBytes();
        }
    }
}
