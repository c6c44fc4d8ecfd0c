package dev.machineid.core.identity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * Whom workloads of one trust domain believe.
 *
 * @param trustDomain the cluster's name
 * @param authorities of X.509 SVIDs, active and additional
 * @param tokenKeys the keys that sign JWT SVIDs, active and additional
 */
public record TrustBundle(String trustDomain, List<X509Certificate> authorities, List<PublicKey> tokenKeys) {
    /** A rotation has three at most; a bundle goes into every job's files. */
    private static final int MOST = 64;

    private static final int REFRESH_SECONDS = 300;

    public TrustBundle {
        authorities = List.copyOf(authorities);
        tokenKeys = List.copyOf(tokenKeys);
        if (authorities.isEmpty() || authorities.size() > MOST || tokenKeys.size() > MOST) {
            throw Unreadable.because(
                    "the trust bundle", "expected 1 to " + MOST + " authorities, got " + authorities.size());
        }
        if (authorities.stream().anyMatch(authority -> authority.getBasicConstraints() < 0)) {
            throw Unreadable.because("the trust bundle", "a certificate in it is no authority's");
        }
    }

    /** The authorities as PEM, one after the other. */
    public String pem() {
        return TlsCertificates.pem(authorities);
    }

    /** The form of the SPIFFE standard (Trust Domain and Bundle, section 4): a JWK set. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("keys");
            for (X509Certificate authority : authorities) {
                json.writeStartObject();
                json.writeStringField("use", "x509-svid");
                WebKeys.write(json, authority.getPublicKey());
                json.writeArrayFieldStart("x5c");
                json.writeString(Base64.getEncoder().encodeToString(TlsCertificates.der(authority)));
                json.writeEndArray();
                json.writeEndObject();
            }
            for (PublicKey key : tokenKeys) {
                json.writeStartObject();
                json.writeStringField("use", "jwt-svid");
                json.writeStringField("kid", WebKeys.id(key));
                WebKeys.write(json, key);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("spiffe_refresh_hint", REFRESH_SECONDS);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return text.append('\n').toString();
    }
}
