package dev.machineid.lab.join;

import dev.machineid.lab.access.Refusal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What rules of the method {@code azure} match, taken from the managed identity's token. */
final class AzureFacts {
    private static final Pattern RESOURCE = Pattern.compile(
            "/subscriptions/([^/]+)/resource[gG]roups/([^/]+)/providers/Microsoft\\.Compute/virtualMachines/[^/]+");

    private AzureFacts() {}

    /** @param attested the subscription of the attested document; empty where there was none */
    static Map<String, Object> of(Map<String, Object> claims, String attested) {
        Object resource = claims.containsKey("xms_az_rid") ? claims.get("xms_az_rid") : claims.get("xms_mirid");
        Matcher found = RESOURCE.matcher(String.valueOf(resource));
        if (!found.matches()) {
            throw Refusal.denied("could not determine Azure identity from token claims");
        }
        if (!attested.isEmpty() && !attested.equals(found.group(1))) {
            throw Refusal.denied("subscription ID mismatch between attested data and access token");
        }
        return Map.of(
                "subscription", found.group(1), "resource_group", found.group(2).toLowerCase(Locale.ROOT));
    }
}
