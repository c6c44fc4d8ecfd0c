package dev.machineid.core.platform;

import dev.machineid.core.report.ProofException;
import dev.machineid.core.secret.Secret;
import java.util.List;
import java.util.Optional;

/** The variables of a run of HCP Terraform that hold an id token: one without a tag, and one for each tag. */
public final class TerraformTokens {
    static final String VARIABLE = "TFC_WORKLOAD_IDENTITY_TOKEN";

    private TerraformTokens() {}

    /** The variable whose token is for the audience, else the one without a tag, else the only one. */
    public static Optional<String> chosen(JobVariables variables, Optional<String> audience) {
        List<String> names = names(variables);
        return audience.flatMap(wanted -> names.stream()
                        .filter(name -> isFor(variables.get(name).orElse(""), wanted))
                        .findFirst())
                .or(() -> names.stream()
                        .filter(name -> name.equals(VARIABLE) || names.size() == 1)
                        .findFirst());
    }

    static List<String> names(JobVariables variables) {
        return variables.namesFrom(VARIABLE).stream()
                .filter(name -> name.equals(VARIABLE) || name.startsWith(VARIABLE + "_"))
                .toList();
    }

    private static boolean isFor(String token, String audience) {
        try {
            return Claims.parse(Secret.of(token.strip())).audience().contains(audience);
        } catch (ProofException malformed) {
            return false; // it is reported where it is the only one
        }
    }
}
