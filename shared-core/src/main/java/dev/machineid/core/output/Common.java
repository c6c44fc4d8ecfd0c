package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.secret.Secret;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every kind of output has. */
final class Common {
    private Common() {}

    static Map<String, String> environment(Credentials credentials, Place place) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("MACHINE_ID_DIR", place.exported().toString());
        variables.put("MACHINE_ID_CLUSTER", credentials.cluster());
        variables.put(
                "MACHINE_ID_EXPIRES",
                credentials.expiry().truncatedTo(ChronoUnit.SECONDS).toString());
        return variables;
    }

    /** The private key line by line, because log filters look at lines. */
    static List<Secret> masks(Credentials credentials) {
        return masks(credentials.key());
    }

    /** The same for another key. */
    static List<Secret> masks(JobKey key) {
        try (Secret pem = key.privatePem()) {
            return pem.reveal()
                    .lines()
                    .filter(line -> !line.startsWith("-----"))
                    .map(Secret::of)
                    .toList();
        }
    }
}
