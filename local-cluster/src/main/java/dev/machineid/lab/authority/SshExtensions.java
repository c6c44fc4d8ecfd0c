package dev.machineid.lab.authority;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The extensions of an OpenSSH user certificate: what the session may do, and Teleport's own facts. */
final class SshExtensions {
    private SshExtensions() {}

    static Map<String, String> of(CertificateSpec spec) {
        Map<String, String> extensions = new LinkedHashMap<>();
        for (String permit : List.of("permit-port-forwarding", "permit-pty")) {
            extensions.put(permit, "");
        }
        extensions.put("teleport-roles", JSONObjectUtils.toJSONString(Map.of("version", "v1", "roles", spec.roles())));
        extensions.put("teleport-traits", spec.traitsJson());
        extensions.put("teleport-route-to-cluster", spec.routeToCluster());
        extensions.put("bot-name@goteleport.com", spec.botName());
        extensions.put("bot-instance-id@goteleport.com", spec.botInstance());
        String impersonator = spec.impersonator();
        if (impersonator != null) {
            extensions.put("impersonator", impersonator);
            if (!spec.reissuable()) {
                extensions.put("disallow-reissue", "");
            }
        }
        if (spec.renewable()) {
            extensions.put("renewable", "");
            extensions.put("generation", Integer.toString(spec.generation()));
        }
        return extensions;
    }
}
