package dev.machineid.lab;

import com.nimbusds.jose.jwk.JWKSet;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Map;

/** An issuer of id tokens outside the lab, such as a Jenkins: its name, whom its tokens must be for, and its public keys. */
record OtherIssuer(String issuer, String subject, Path keys) {
    /** The join token for it. */
    static final String TOKEN = "deploy-oidc";

    /** A cluster that lets this one subject join by {@link #TOKEN}. */
    LabBuilder in(LabBuilder builder) throws IOException {
        try {
            return builder.trust(JWKSet.parse(Files.readString(keys)))
                    .joinToken(LabToken.genericOidc(TOKEN, issuer, builder.clusterName)
                            .allow(Map.of("sub", subject)));
        } catch (ParseException noKeys) {
            throw new IllegalArgumentException("no set of public keys: " + keys, noKeys);
        }
    }
}
