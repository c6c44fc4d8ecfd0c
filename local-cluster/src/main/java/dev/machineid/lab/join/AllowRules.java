package dev.machineid.lab.join;

import dev.machineid.lab.access.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Matches the claims of a proof against the rules of a join token: exactly and case-sensitively, patterns where the method has them. */
final class AllowRules {
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    private AllowRules() {}

    static void check(LabToken token, Map<String, Object> claims) {
        boolean required = token.mustMatch().entrySet().stream()
                .allMatch(rule -> matches(token.method(), rule.getKey(), rule.getValue(), claims));
        boolean noRuleAtAll = token.allow().isEmpty() && token.mustMatch().isEmpty();
        boolean allowed = token.allow().isEmpty()
                || token.allow().stream()
                        .anyMatch(rule -> rule.entrySet().stream()
                                .allMatch(field -> matches(token.method(), field.getKey(), field.getValue(), claims)));
        if (noRuleAtAll || !required || !allowed) {
            throw Refusal.denied(who(token.method()) + " any allow rules");
        }
    }

    private static String who(JoinMethod method) {
        return switch (method) {
            case KUBERNETES -> "kubernetes token did not match";
            case IAM, AZURE -> "instance did not match";
            case AZURE_DEVOPS -> "id token claims failed to match";
            default -> "id token claims did not match";
        };
    }

    private static boolean matches(JoinMethod method, String field, String wanted, Map<String, Object> claims) {
        String claim = method.claim(field).orElseThrow();
        String expected = switch (method) {
            case KUBERNETES -> SERVICE_ACCOUNT + wanted;
            case AZURE -> field.equals("resource_groups") ? wanted.toLowerCase(Locale.ROOT) : wanted;
            default -> wanted;
        };
        return texts(claims.get(claim)).stream()
                .anyMatch(actual -> method.isGlob(field) ? glob(expected, actual) : expected.equals(actual));
    }

    private static List<String> texts(@Nullable Object claim) {
        if (claim instanceof Collection<?> many) {
            return many.stream().map(String::valueOf).toList();
        }
        return claim == null ? List.of() : List.of(String.valueOf(claim));
    }

    private static boolean glob(String pattern, String text) {
        String regex = pattern.codePoints()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches();
    }
}
