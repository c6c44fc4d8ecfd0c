package dev.machineid.core.cluster;

import dev.machineid.core.report.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells from a Teleport server's words what it means.
 *
 * <p>The status does not tell: a wrong audience, a wrong issuer and an expired id token all come as HTTP 500, and
 * "access denied" may mean that the bot does not exist. Texts seen on a real server are marked in the tests.
 */
public final class ServerWords {
    /** How many characters of a server's words are shown. */
    static final int SHOWN = 400;

    private static final Map<String, ErrorCode> MEANINGS = meanings();

    private ServerWords() {}

    private static Map<String, ErrorCode> meanings() {
        Map<String, ErrorCode> table = new LinkedHashMap<>();
        table.put("resource requires a trusted device", ErrorCode.DEVICE_TRUST_REQUIRED);
        table.put("resource requires MFA", ErrorCode.SESSION_MFA_REQUIRED);
        table.put("aws sts api returned status", ErrorCode.CLOUD_PROOF_REFUSED);
        table.put("uses unknown STS host", ErrorCode.CLOUD_REGION_UNKNOWN);
        table.put("selected non-FIPS STS endpoint", ErrorCode.CLOUD_REGION_UNKNOWN);
        table.put("default compute engine service account", ErrorCode.CLAIMS_REFUSED);
        table.put("didn't match the \"locations\"", ErrorCode.CLAIMS_REFUSED);
        table.put("token expired or not found", ErrorCode.JOIN_TOKEN_UNKNOWN);
        table.put("the token is not valid", ErrorCode.JOIN_TOKEN_UNKNOWN);
        table.put("the token does not allow", ErrorCode.JOIN_TOKEN_UNKNOWN);
        table.put("did not match any allow rules", ErrorCode.CLAIMS_REFUSED);
        table.put("failed to match any allow rules", ErrorCode.CLAIMS_REFUSED); // azure_devops
        table.put("organization ID in token", ErrorCode.CLAIMS_REFUSED); // azure_devops
        table.put("id token is not of pipeline kind", ErrorCode.ID_TOKEN_REFUSED); // azure_devops
        table.put("subject malformed", ErrorCode.ID_TOKEN_REFUSED); // azure_devops
        table.put("issuer does not match", ErrorCode.WRONG_ISSUER); // servers from 17 on, with the next seven
        table.put("audience is not valid", ErrorCode.WRONG_AUDIENCE);
        table.put("authorized party is not", ErrorCode.WRONG_AUDIENCE);
        table.put("token has expired", ErrorCode.ID_TOKEN_EXPIRED);
        table.put("issuedAt of token is in the future", ErrorCode.ID_TOKEN_NOT_YET_VALID);
        table.put("subject missing", ErrorCode.ID_TOKEN_REFUSED);
        table.put("invalid signature", ErrorCode.ID_TOKEN_REFUSED);
        table.put("signature algorithm not supported", ErrorCode.ID_TOKEN_REFUSED);
        table.put("expected audience", ErrorCode.WRONG_AUDIENCE);
        table.put("audience claim", ErrorCode.WRONG_AUDIENCE);
        table.put("token is expired", ErrorCode.ID_TOKEN_EXPIRED);
        table.put("(exp)", ErrorCode.ID_TOKEN_EXPIRED);
        table.put("issued by a different provider", ErrorCode.WRONG_ISSUER);
        table.put("token not before in future", ErrorCode.ID_TOKEN_NOT_YET_VALID);
        table.put("(nbf)", ErrorCode.ID_TOKEN_NOT_YET_VALID);
        table.put("(iat)", ErrorCode.ID_TOKEN_NOT_YET_VALID);
        table.put("requires Teleport Enterprise", ErrorCode.ENTERPRISE_ONLY);
        table.put("lock targeting", ErrorCode.LOCKED);
        table.put("generation mismatch", ErrorCode.GENERATION_MISMATCH);
        table.put("has already been issued a renewable certificate", ErrorCode.ALREADY_RENEWABLE);
        table.put("valid registration secret is required", ErrorCode.KEYPAIR_REFUSED);
        table.put("failed to complete challenge", ErrorCode.KEYPAIR_REFUSED);
        table.put("validating challenge response", ErrorCode.KEYPAIR_REFUSED);
        table.put("no recovery attempts remaining", ErrorCode.NO_RECOVERY_LEFT);
        table.put("no rejoins remaining", ErrorCode.NO_RECOVERY_LEFT);
        table.put("join state verification failed", ErrorCode.JOIN_STATE_REFUSED);
        table.put("previous join state is required", ErrorCode.JOIN_STATE_REFUSED);
        table.put("bot instance mismatch", ErrorCode.JOIN_STATE_REFUSED);
        table.put("is only valid for the", ErrorCode.WRONG_JOIN_METHOD);
        table.put("this token does not support the", ErrorCode.WRONG_JOIN_METHOD);
        table.put("provision token only supports method", ErrorCode.WRONG_JOIN_METHOD);
        table.put("not provided for", ErrorCode.WRONG_JOIN_METHOD);
        table.put("has requested role impersonation", ErrorCode.ROLE_REFUSED);
        table.put("role request is required", ErrorCode.ROLE_REFUSED);
        table.put("is not found", ErrorCode.ROLE_REFUSED);
        table.put("is not registered in this teleport cluster", ErrorCode.TARGET_NOT_FOUND);
        table.put("not allowed to reissue", ErrorCode.REQUEST_REFUSED);
        table.put("malformed jwt", ErrorCode.ID_TOKEN_REFUSED);
        table.put("failed to verify signature", ErrorCode.ID_TOKEN_REFUSED);
        table.put("failed to unmarshal claims", ErrorCode.ID_TOKEN_REFUSED);
        table.put("unsupported algorithm", ErrorCode.ID_TOKEN_REFUSED);
        table.put("error in cryptographic primitive", ErrorCode.ID_TOKEN_REFUSED);
        table.put("compact JWS format", ErrorCode.ID_TOKEN_REFUSED);
        table.put("illegal base64", ErrorCode.ID_TOKEN_REFUSED);
        table.put("with `exp`", ErrorCode.ID_TOKEN_REFUSED);
        table.put("with `iat`", ErrorCode.ID_TOKEN_REFUSED);
        table.put("TTL of less than", ErrorCode.ID_TOKEN_REFUSED);
        table.put("pod bound service account token", ErrorCode.ID_TOKEN_REFUSED);
        table.put("breaker is tripped", ErrorCode.RATE_LIMITED);
        table.put("rate limit", ErrorCode.RATE_LIMITED);
        table.put("access denied", ErrorCode.ACCESS_DENIED);
        return table;
    }

    /** The meaning of a text, if it is a known one; the first that fits, from special to general. */
    public static Optional<ErrorCode> meaning(String words) {
        return MEANINGS.entrySet().stream()
                .filter(entry -> words.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
