package dev.machineid.core.identity;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.encoders.Base64;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** PEM text to blocks and back; what stands between blocks is skipped. */
final class PemBlocks {
    static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int LINE = 64;

    private PemBlocks() {}

    static List<PemObject> read(String what, byte[] text) {
        if (text.length > MAX_BYTES) {
            throw Unreadable.because(what, "it is larger than " + MAX_BYTES + " bytes");
        }
        List<PemObject> blocks = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(new String(text, StandardCharsets.UTF_8)))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks.add(block);
            }
        } catch (IOException | RuntimeException e) {
            throw Unreadable.because(what, "a PEM block in it is broken");
        }
        return blocks;
    }

    static byte[] write(String type, byte[] der) {
        String body = Base64.toBase64String(der);
        StringBuilder text = new StringBuilder("-----BEGIN ").append(type).append("-----\n");
        for (int at = 0; at < body.length(); at += LINE) {
            text.append(body, at, Math.min(body.length(), at + LINE)).append('\n');
        }
        return text.append("-----END ")
                .append(type)
                .append("-----\n")
                .toString()
                .getBytes(StandardCharsets.US_ASCII);
    }
}
