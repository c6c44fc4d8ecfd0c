package dev.machineid.lab.tls;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One listening port of the cluster: its number (0 for any), the name by which its connections are counted, the
 * addresses its cluster certificate holds, the route for the server name and the ALPN names of a client, and the
 * connection upgrades its web endpoints understand.
 */
public record Door(
        int port,
        String counter,
        List<String> addresses,
        BiFunction<String, List<String>, Optional<Route>> routes,
        Upgrades upgrades) {
    public Door {
        addresses = List.copyOf(addresses);
    }

    /** The proxy's one port for everything. */
    public static Door proxy(int port, String cluster, Upgrades upgrades) {
        String hex = HexFormat.of().formatHex(cluster.getBytes(StandardCharsets.UTF_8));
        return new Door(
                port, "tcp", List.of("127.0.0.1", "::1"), (name, alpn) -> Route.choose(name, alpn, hex), upgrades);
    }

    /** The auth server's own port, whose certificate holds no address, as on the real one. */
    public static Door auth(int port) {
        return new Door(port, "tcp/auth", List.of(), (name, alpn) -> Optional.of(Route.atAuth(alpn)), Upgrades.NONE);
    }
}
