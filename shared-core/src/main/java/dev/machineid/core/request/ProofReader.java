package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the options about the proof and checks that they fit together. */
final class ProofReader {
    private static final Pattern AUDIENCE = Pattern.compile("[^\\s\\p{Cntrl}\\p{Cf}\\p{Z}\\p{Cs}]{1,512}");
    private static final Pattern CLIENT_ID = Pattern.compile("[0-9A-Fa-f-]{1,64}");
    private static final List<String> OIDC = List.of("oidc-env", "oidc-file", "oidc-command");
    private static final List<String> CLIENT = List.of("azure-client-id");
    private static final List<String> SECRET = List.of("secret-env", "secret-file");

    private final OptionValues values;
    private final Problems problems;

    ProofReader(OptionValues values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    ProofOptions read() {
        JoinMethod method = values.parsed("join-method", JoinMethod::parse).orElse(JoinMethod.AUTO);
        oneOf(OIDC);
        oneOf(SECRET);
        // With an audience alone, a platform's own program may mint a token; where none does, the proof says so.
        if (method == JoinMethod.GENERIC_OIDC
                && !values.has("audience")
                && OIDC.stream().noneMatch(values::has)) {
            missing("generic_oidc needs to know where the id token is", "add oidc-env, oidc-file or oidc-command");
        }
        boolean keeps = values.has("state-directory");
        if (method == JoinMethod.TOKEN && !keeps && SECRET.stream().noneMatch(values::has)) {
            missing("join method token needs its secret", "add secret-env or secret-file");
        }
        if (method == JoinMethod.BOUND_KEYPAIR && !keeps) {
            missing("bound_keypair needs the place of its key pair", "add state-directory");
        }
        if (keeps && !method.keepsState()) {
            problems.add(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "state-directory",
                    "only the join methods token and bound_keypair keep something",
                    "set join-method to one of them, or leave it out: other methods join anew each time");
        }
        boolean signs = method == JoinMethod.IAM || method == JoinMethod.AZURE;
        useless(method.usesIdToken() || signs ? SECRET : List.of(), method);
        useless(method == JoinMethod.AUTO || method == JoinMethod.AZURE ? List.of() : CLIENT, method);
        useless(signs || method.keepsState() || method == JoinMethod.GITHUB ? OIDC : List.of(), method);
        return new ProofOptions(
                method,
                values.text("audience", AUDIENCE, "write the audience without spaces"),
                oidc(),
                secret(),
                values.text("azure-client-id", CLIENT_ID, "write the client id as Azure shows it"),
                values.path("state-directory"));
    }

    private Optional<OidcSource> oidc() {
        Optional<OidcSource> variable = values.variable("oidc-env").map(OidcSource.Variable::new);
        Optional<OidcSource> file = values.path("oidc-file").map(OidcSource.File::new);
        List<String> argv = values.argv("oidc-command");
        return variable.or(() -> file)
                .or(() -> argv.isEmpty() ? Optional.empty() : Optional.of(new OidcSource.Command(argv)));
    }

    private Optional<SecretSource> secret() {
        Optional<SecretSource> variable = values.variable("secret-env").map(SecretSource.Variable::new);
        Optional<SecretSource> file = values.path("secret-file").map(SecretSource.File::new);
        return variable.or(() -> file);
    }

    private void oneOf(List<String> names) {
        List<String> given = names.stream().filter(values::has).toList();
        if (given.size() > 1) {
            problems.add(
                    ErrorCode.CONFLICTING_OPTIONS, given.get(1), given.get(0) + " is given too", "keep one of them");
        }
    }

    private void useless(List<String> names, JoinMethod method) {
        names.stream()
                .filter(values::has)
                .forEach(name -> problems.add(
                        ErrorCode.CONFLICTING_OPTIONS,
                        name,
                        "join method " + method + " does not use it",
                        "leave it out, or change join-method"));
    }

    private void missing(String what, String fix) {
        problems.add(ErrorCode.MISSING_OPTION, "join-method", what, fix);
    }
}
