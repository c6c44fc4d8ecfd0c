package dev.machineid.lab.join;

import dev.machineid.lab.access.Refusal;

/** What join tokens can ask for that the open-source edition does not have. */
final class EnterpriseOnly {
    private static final String WORDS = "this feature requires Teleport Enterprise";

    private EnterpriseOnly() {}

    /** Refuses a token of that kind in the real server's words. */
    static void refuse(LabToken token) {
        boolean ownIssuer = switch (token.method()) {
            case GITHUB -> !token.issuer().equals(LabToken.github("").issuer());
            case TERRAFORM_CLOUD -> !token.issuer().equals(RunTokens.TERRAFORM_ISSUER);
            default -> false;
        };
        if (token.method() == JoinMethod.SPACELIFT) {
            throw Refusal.denied("spacelift joining: " + WORDS);
        }
        if (ownIssuer && token.method() == JoinMethod.GITHUB) {
            boolean server = token.issuer().endsWith("/_services/token");
            throw Refusal.denied("github enterprise " + (server ? "server" : "slug") + " joining: " + WORDS);
        }
        if (ownIssuer) {
            throw Refusal.denied("terraform_cloud joining for Terraform Enterprise\n\t" + WORDS);
        }
    }
}
