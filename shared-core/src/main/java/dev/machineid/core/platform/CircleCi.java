package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.secret.Secret;
import java.util.List;
import java.util.Optional;

/**
 * CircleCI: jobs with a context find an id token of the organization in a variable; where it is missing or has expired,
 * CircleCI's program mints one.
 */
final class CircleCi implements ProofProvider {
    private static final String VARIABLE = "CIRCLE_OIDC_TOKEN";
    private static final String ORGANIZATION = "CIRCLE_ORGANIZATION_ID";
    private static final String IDENTIFIER = "[A-Za-z0-9-]{1,64}";

    @Override
    public JoinMethod method() {
        return JoinMethod.CIRCLECI;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return variables.isTrue("CIRCLECI");
    }

    @Override
    public String looksFor() {
        return "variable CIRCLECI";
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<String> named = context.options().oidc().map(source -> ProvidedToken.text(source, context));
        Optional<String> given = context.variables().get(VARIABLE);
        String token = named.or(() -> given.filter(text -> isFresh(text, context)))
                .or(() -> minted(context))
                .or(() -> given) // which says that it has expired
                .orElseThrow(() -> ProvidedToken.missing(
                        "CircleCI gave this job no id token: the variable " + VARIABLE + " is not set",
                        "add a context to the job in the workflow (context: NAME),"
                                + " or set oidc-command to: circleci run oidc get"));
        return IdTokens.proof(method(), token, context);
    }

    /** A renewal comes long after the job's start, and the variable's token lives an hour. */
    private static boolean isFresh(String token, ProofContext context) {
        return Claims.parse(Secret.of(token.strip()))
                .expiresAt()
                .map(end -> end.isAfter(context.clock().instant()))
                .orElse(true);
    }

    /** By CircleCI's own program, which is in every job; empty where it is not. */
    private static Optional<String> minted(ProofContext context) {
        Optional<String> organization = context.variables().get(ORGANIZATION).filter(id -> id.matches(IDENTIFIER));
        if (organization.isEmpty()) {
            return Optional.empty();
        }
        String claims = "{\"aud\":\"" + organization.get() + "\"}";
        CommandRunner.Output output;
        try {
            output = context.commands()
                    .run(List.of("circleci", "run", "oidc", "get", "--claims", claims), ProvidedToken.COMMAND_LIMIT);
        } catch (ProofException noSuchProgram) {
            return Optional.empty();
        }
        String token = output.standardOutput().reveal();
        if (output.exitCode() != 0 || token.isBlank()) {
            throw new FaultException(
                    ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED,
                    "CircleCI's own program gave no id token: circleci run oidc get ended with exit code "
                            + output.exitCode(),
                    "add a context to the job in the workflow (context: NAME); run the program in the job by itself to"
                            + " see its messages");
        }
        return Optional.of(token);
    }
}
