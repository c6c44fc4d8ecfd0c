package dev.machineid.core.rules;

import dev.machineid.core.platform.Claims;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the rules of the clouds compare, taken from where their tokens have it; the server takes it from there too. */
final class CloudClaims {
    static final String PROJECT = "google/compute_engine/project_id";
    static final String LOCATION = "location";
    static final String SUBSCRIPTION = "subscription";
    static final String GROUP = "resource_group";

    private static final String ZONE = "google/compute_engine/zone";
    private static final Pattern GOOGLE_ACCOUNT = Pattern.compile("[^@]+@([^.]+)\\.iam\\.gserviceaccount\\.com");
    private static final Pattern AZURE_RESOURCE =
            Pattern.compile("/subscriptions/([^/]+)/resourcegroups/([^/]+)/.*", Pattern.CASE_INSENSITIVE);

    private CloudClaims() {}

    /** With the project of the account where no machine says one, and with zone and region as locations. */
    static Claims google(Claims claims) {
        Claims known = claims;
        Matcher account = GOOGLE_ACCOUNT.matcher(claims.text("email").orElse(""));
        if (claims.text(PROJECT).isEmpty() && account.matches()) {
            known = known.with(PROJECT, account.group(1));
        }
        Optional<String> zone = claims.text(ZONE);
        return zone.isEmpty()
                ? known
                : known.with(LOCATION, List.of(zone.get(), zone.get().replaceFirst("-[^-]+$", "")));
    }

    /** With the subscription and the resource group of the machine, the latter in lower case: Azure has no upper case there. */
    static Claims azure(Claims claims) {
        Matcher machine = AZURE_RESOURCE.matcher(
                claims.text("xms_az_rid").or(() -> claims.text("xms_mirid")).orElse(""));
        return machine.matches()
                ? claims.with(SUBSCRIPTION, machine.group(1))
                        .with(GROUP, machine.group(2).toLowerCase(Locale.ROOT))
                : claims;
    }
}
