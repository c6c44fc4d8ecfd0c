package dev.machineid.lab.authority;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** The two forms of SSH public keys and certificates: wire bytes, and the line of an {@code authorized_keys} file. */
public final class SshKeys {
    private SshKeys() {}

    /** The wire form of a key or a certificate. */
    public static byte[] wire(PublicKey key) {
        ByteArrayBuffer buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(key);
        return buffer.getCompactData();
    }

    /** The line of a key or a certificate, ended by a line feed. */
    public static String line(PublicKey key) {
        return KeyUtils.getKeyType(key) + " " + Base64.getEncoder().encodeToString(wire(key)) + "\n";
    }

    /** The Teleport roles that a certificate carries; none where it says nothing about them. */
    public static List<String> roles(OpenSshCertificate certificate) {
        try {
            String roles = certificate.getExtensionsMap().getOrDefault("teleport-roles", "{}");
            return Optional.ofNullable(JSONObjectUtils.getStringList(JSONObjectUtils.parse(roles), "roles"))
                    .orElse(List.of());
        } catch (ParseException broken) {
            return List.of();
        }
    }

    /** Reads the wire form. */
    public static PublicKey fromWire(byte[] wire) throws GeneralSecurityException {
        try {
            return new ByteArrayBuffer(wire).getRawPublicKey();
        } catch (org.apache.sshd.common.SshException | RuntimeException broken) {
            throw new GeneralSecurityException("ssh: no key found", broken);
        }
    }

    /** Reads a line, with or without a comment. */
    public static PublicKey fromLine(byte[] line) throws GeneralSecurityException {
        try {
            AuthorizedKeyEntry entry =
                    AuthorizedKeyEntry.parseAuthorizedKeyEntry(new String(line, StandardCharsets.UTF_8));
            if (entry == null) {
                throw new GeneralSecurityException("ssh: no key found");
            }
            return entry.resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
        } catch (IOException | RuntimeException broken) {
            throw new GeneralSecurityException("ssh: no key found", broken);
        }
    }
}
