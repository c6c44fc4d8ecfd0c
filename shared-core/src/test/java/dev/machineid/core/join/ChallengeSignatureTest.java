package dev.machineid.core.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.identity.JobKey;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChallengeSignatureTest {
    private static final String CHALLENGE =
            "{\"iss\":\"root\",\"aud\":[\"root\"],\"nonce\":\"0a\", \"sub\":\"\u00fc\"}";

    static Stream<Arguments> sign_eachKind_isACompactSignatureOfTheSameBytes() {
        return Stream.of(
                Arguments.of(JobKey.p256(), "ES256", "SHA256withECDSAinP1363Format", 64),
                Arguments.of(JobKey.rsa2048(), "RS256", "SHA256withRSA", 256));
    }

    @ParameterizedTest
    @MethodSource
    void sign_eachKind_isACompactSignatureOfTheSameBytes(JobKey key, String name, String algorithm, int length)
            throws Exception {
        String[] parts = ChallengeSignature.sign(key, CHALLENGE).split("\\.", -1);
        assertThat(parts).hasSize(3).allSatisfy(part -> assertThat(part).doesNotContain("=", "+", "/"));
        assertThat(text(parts[0])).isEqualTo("{\"alg\":\"" + name + "\",\"typ\":\"JWT\"}");
        assertThat(text(parts[1])).as("the challenge, to the byte").isEqualTo(CHALLENGE);
        byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
        assertThat(signature).hasSize(length);
        Signature check = Signature.getInstance(algorithm);
        check.initVerify(key.keyPair().getPublic());
        check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(check.verify(signature)).isTrue();
    }

    private static String text(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
