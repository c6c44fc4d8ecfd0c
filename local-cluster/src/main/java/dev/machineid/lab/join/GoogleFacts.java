package dev.machineid.lab.join;

import dev.machineid.lab.access.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What rules of the method {@code gcp} match, taken from an id token of Google's metadata server. */
final class GoogleFacts {
    private static final Pattern OWN_ACCOUNT = Pattern.compile("[^@]+@([^.]+)\\.iam\\.gserviceaccount\\.com");
    private static final Pattern DEFAULT_ACCOUNT = Pattern.compile("[^@]+@developer\\.gserviceaccount\\.com");

    private GoogleFacts() {}

    static Map<String, Object> of(Map<String, Object> claims) {
        String email = String.valueOf(claims.get("email"));
        Map<String, Object> facts = new HashMap<>();
        facts.put("email", email);
        if (claims.get("google") instanceof Map<?, ?> google && google.get("compute_engine") instanceof Map<?, ?> vm) {
            facts.put("project_id", String.valueOf(vm.get("project_id")));
            String zone = String.valueOf(vm.get("zone"));
            facts.put("location", List.of(zone, zone.substring(0, Math.max(0, zone.lastIndexOf('-')))));
            return facts;
        }
        if (DEFAULT_ACCOUNT.matcher(email).matches()) {
            throw Refusal.badParameter("default compute engine service account \"" + email + "\" is not supported");
        }
        Matcher own = OWN_ACCOUNT.matcher(email);
        if (!own.matches()) {
            throw Refusal.badParameter("invalid email claim: \"" + email + "\"");
        }
        facts.put("project_id", own.group(1));
        return facts;
    }
}
