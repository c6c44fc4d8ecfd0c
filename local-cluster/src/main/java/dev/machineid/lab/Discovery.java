package dev.machineid.lab;

import java.util.Map;

/** What {@code /webapi/find} and {@code /webapi/ping} say about this cluster: everything on one port. */
record Discovery(String cluster, String version, String host, boolean openSource) {
    Map<String, ?> answer(int port) {
        String address = host + ":" + port;
        return Map.of(
                "cluster_name",
                cluster,
                "server_version",
                version,
                "min_client_version",
                version.replaceFirst("^(\\d+)\\..*", "$1.0.0"),
                "edition",
                openSource ? "community" : "ent",
                "auth",
                Map.of(
                        "type", "local",
                        "second_factor", "otp",
                        "private_key_policy", "none",
                        "device_trust", Map.of()),
                "proxy",
                Map.of(
                        "tls_routing_enabled",
                        true,
                        "ssh",
                        Map.of("listen_addr", address, "web_listen_addr", address, "public_addr", address),
                        "kube",
                        Map.of("enabled", true, "listen_addr", address, "public_addr", address),
                        "db",
                        Map.of()));
    }
}
