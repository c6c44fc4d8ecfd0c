package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.secret.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The id tokens of a CircleCI job: the one that lies in a variable where the job has a context, for the organization,
 * and those that CircleCI's own program mints, for any audience.
 */
final class CircleCiTokens {
    /** How often the program is started before the job is told. */
    static final int TRIES = 3;

    private static final String VARIABLE = "CIRCLE_OIDC_TOKEN";
    private static final String ORGANIZATION = "CIRCLE_ORGANIZATION_ID";
    private static final String IDENTIFIER = "[A-Za-z0-9-]{1,64}";

    /** What a JSON text takes as it is; no server's audience needs more. */
    private static final String AUDIENCE = "[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{1,256}";

    private static final String BOTH =
            "switch on one of the two: a context, at the job in the workflow of .circleci/config.yml: context: [NAME]"
                    + " (CircleCI then sets "
                    + VARIABLE
                    + "); or the program circleci, which is in every job of CircleCI's cloud and of server 4.4"
                    + " or newer and mints a token (circleci run oidc get). A build of a fork has neither, unless the"
                    + " project passes secrets to builds from forked pull requests";

    private CircleCiTokens() {}

    static boolean isJob(JobVariables variables) {
        return variables.isTrue("CIRCLECI");
    }

    /** The organization's token: the variable's while it is good, else a new one; for a renewal rather a new one. */
    static String forTheOrganization(ProofContext context) {
        Optional<String> given = context.variables().get(VARIABLE);
        Optional<String> fresh = given.filter(text -> lasts(text, IdTokens.SOON, context));
        if (fresh.isPresent() && !context.renewal()) {
            return fresh.get();
        }
        Optional<String> organization = context.variables().get(ORGANIZATION).filter(id -> id.matches(IDENTIFIER));
        if (organization.isEmpty()) {
            return given.orElseThrow(() -> nothing("there is no " + ORGANIZATION + " to mint one for", null));
        }
        try {
            return minted(organization.get(), context);
        } catch (ProofException noProgram) {
            return given.orElseThrow(() -> noProgram); // which says that it has expired
        } catch (FaultException fault) {
            return given.filter(text -> lasts(text, Duration.ZERO, context)).orElseThrow(() -> fault);
        }
    }

    /**
     * A new token for an audience of the job's own choice.
     *
     * @throws FaultException if the program fails, which may pass
     * @throws ProofException if there is no such program, or it would not understand the audience
     */
    static String minted(String audience, ProofContext context) {
        if (!audience.matches(AUDIENCE)) {
            throw new ProofException(
                    ErrorCode.INVALID_VALUE,
                    "the audience cannot be asked from CircleCI: it has other signs than an address has",
                    "write into the option audience what the join token has under audience");
        }
        CommandRunner.Output output;
        try {
            output = context.commands()
                    .run(
                            List.of("circleci", "run", "oidc", "get", "--claims", "{\"aud\":\"" + audience + "\"}"),
                            ProvidedToken.COMMAND_LIMIT);
        } catch (ProofException notStarted) {
            throw nothing("the program circleci could not be started", notStarted);
        }
        String token = output.standardOutput().reveal().strip();
        if (output.exitCode() != 0 || token.isEmpty()) {
            throw new FaultException(
                    ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED,
                    "CircleCI's own program gave no id token: circleci run oidc get ended with exit code "
                            + output.exitCode(),
                    BOTH + ". Run the program in the job by itself to see its messages");
        }
        return token;
    }

    private static ProofException nothing(String why, @Nullable Throwable cause) {
        return new ProofException(
                ErrorCode.PLATFORM_TOKEN_MISSING,
                "CircleCI gave this job no id token: the variable " + VARIABLE + " is not set, and " + why,
                List.of(),
                BOTH,
                cause);
    }

    /** Neither over nor about to be: a renewal comes long after the job's start, and the variable's token lives an hour. */
    private static boolean lasts(String token, Duration margin, ProofContext context) {
        return Claims.parse(Secret.of(token.strip()))
                .expiresAt()
                .map(end -> end.isAfter(context.clock().instant().plus(margin)))
                .orElse(true);
    }
}
