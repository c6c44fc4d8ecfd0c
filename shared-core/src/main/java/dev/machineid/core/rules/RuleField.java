package dev.machineid.core.rules;

import dev.machineid.core.platform.Claims;
import dev.machineid.core.report.SafeText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One field of a join token's rule, and what the id token has to say to it.
 *
 * @param path where it stands, below {@code spec}
 * @param claim the path of the claim it looks at; empty for a field that is not known here
 * @param wanted the values of which one must fit, each as the claim would have to hold it
 * @param glob whether {@code *} and {@code ?} stand for other characters
 */
record RuleField(String path, Optional<String> claim, List<String> wanted, boolean glob) {
    private static final int SHOWN = 100;

    RuleField {
        wanted = List.copyOf(wanted);
    }

    boolean fits(Claims claims) {
        return claim.filter(name -> claims.values(name).stream().anyMatch(this::fits))
                .isPresent();
    }

    /** What is wrong with it, on one line. */
    String difference(Claims claims) {
        String rule = path + ": the rule wants " + quoted(wanted);
        if (claim.isEmpty()) {
            return path + ": not a field that is known here; is it spelt as in the manual?";
        }
        List<String> presented = claims.values(claim.get());
        if (presented.isEmpty()) {
            return rule + ", the id token has no claim " + claim.get()
                    + inTheJob().map(line -> " (" + line + ")").orElse("");
        }
        String job = rule + ", the job has " + (Claims.isSafe(claim.get()) ? quoted(presented) : "another value");
        if (presented.stream().anyMatch(value -> wanted.stream().anyMatch(value::equalsIgnoreCase))) {
            return job + ": only upper and lower case differ";
        }
        if (!glob && presented.stream().anyMatch(value -> wanted.stream().anyMatch(text -> matches(text, value)))) {
            return job + ": this field takes * and ? literally"
                    + (path.startsWith("github.") ? " in this cluster" : "");
        }
        return job;
    }

    /** What to change in the join token so that it fits, as a part of a sentence. */
    String remedy(Claims claims) {
        String place = "spec." + path;
        List<String> presented = claim.map(claims::values).orElse(List.of());
        if (claim.isEmpty() || presented.isEmpty()) {
            return "take out " + place
                    + inTheJob().map(line -> " (or " + line + ")").orElse("");
        }
        String value = presented.get(0);
        boolean account = path.endsWith(".service_account") && value.startsWith(TokenRules.SERVICE_ACCOUNT);
        return Claims.isSafe(claim.get())
                ? "set " + place + " to "
                        + SafeText.quote(account ? value.substring(TokenRules.SERVICE_ACCOUNT.length()) : value)
                : "correct " + place;
    }

    /** A job has an environment only where its pipeline says so. */
    private Optional<String> inTheJob() {
        return claim.filter("environment"::equals)
                .map(name -> "write environment: " + SafeText.line(wanted.get(0), SHOWN) + " into the job");
    }

    private boolean fits(String value) {
        return wanted.stream().anyMatch(text -> glob ? matches(text, value) : text.equals(value));
    }

    /** {@code *} is any text, {@code ?} one character; in linear time but for the last star. */
    static boolean matches(String pattern, String value) {
        int at = 0;
        int star = -1;
        int resume = 0;
        int in = 0;
        while (in < value.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == value.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    private static String quoted(List<String> values) {
        return values.stream().limit(10).map(SafeText::quote).collect(Collectors.joining(" or "));
    }
}
