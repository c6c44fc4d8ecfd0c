package dev.machineid.core.output;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where a tunnel from this machine's loopback leads, as it stands in the file {@value #FILE} beside a target's certificate.
 *
 * @param proxy {@code HOST:PORT}
 * @param alpn the name by which the proxy's one port knows what the target speaks; empty where the client says it
 * @param protocol {@code http} or {@code tcp} for an application, {@code kubernetes}, else what the database speaks
 * @param user the user in the database; empty for none
 * @param name the database within its service; empty for none
 * @param port the loopback port the job chose; empty for any
 * @param upgraded whether something in front of the proxy ends TLS, so that connections are upgraded
 */
public record FarEnd(
        String proxy, String alpn, String protocol, String user, String name, OptionalInt port, boolean upgraded) {
    /** The file's name. */
    public static final String FILE = "tunnel";

    static final String MYSQL = "mysql";
    private static final String KUBERNETES = "kubernetes";
    private static final String UPGRADED = "upgraded";

    static final String LOOPBACK = "127.0.0.1";
    private static final String POSTGRES = "postgres";
    private static final String COCKROACH = "cockroachdb";

    static FarEnd application(Place place, boolean tcp, OptionalInt port) {
        return new FarEnd(
                place.proxyAddress(),
                tcp ? "teleport-tcp" : "http/1.1",
                tcp ? "tcp" : "http",
                "",
                "",
                port,
                place.upgraded());
    }

    static FarEnd database(Place place, String protocol, String user, String name, OptionalInt port) {
        String spoken = protocol.equals(COCKROACH) ? POSTGRES : protocol;
        return new FarEnd(place.proxyAddress(), "teleport-" + spoken, protocol, user, name, port, place.upgraded());
    }

    /** The proxy itself: clients begin TLS with it by what the kubeconfig says. */
    static FarEnd kubernetes(Place place, int port) {
        return new FarEnd(place.proxyAddress(), "", KUBERNETES, "", "", OptionalInt.of(port), place.upgraded());
    }

    /** Whether clients talk to the proxy itself, with certificates of their own. */
    public boolean isProxy() {
        return protocol.equals(KUBERNETES);
    }

    /**
     * The variables by which clients find a tunnel that listens on that loopback port.
     *
     * @param files absolute path of the target's directory, as the job is to know it
     */
    public Map<String, String> variables(int listening, Path files) {
        String port = Integer.toString(listening);
        Map<String, String> variables = new LinkedHashMap<>();
        switch (protocol) {
            case "http", "tcp" -> variables.put("MACHINE_ID_APPLICATION_TUNNEL", LOOPBACK + ":" + port);
            case POSTGRES, COCKROACH -> {
                variables.put("PGHOST", LOOPBACK);
                variables.put("PGPORT", port);
                variables.put("PGSSLMODE", "disable"); // the tunnel encrypts
            }
            case MYSQL -> {
                variables.put("MYSQL_HOST", LOOPBACK);
                variables.put("MYSQL_TCP_PORT", port);
                variables.put("MYSQL_HOME", files.toString()); // its clients read my.cnf there
            }
            case KUBERNETES -> {
                // The kubeconfig has the port.
            }
            default -> variables.put("MACHINE_ID_DATABASE_TUNNEL", LOOPBACK + ":" + port);
        }
        variables.putAll(who());
        return variables;
    }

    /** The variables that say who one is in the database, and in which. */
    Map<String, String> who() {
        Map<String, String> variables = new LinkedHashMap<>();
        boolean postgres = protocol.equals(POSTGRES) || protocol.equals(COCKROACH);
        if (postgres || protocol.equals(MYSQL)) {
            put(variables, postgres ? "PGUSER" : "MYSQL_USER", user);
            put(variables, postgres ? "PGDATABASE" : "MYSQL_DATABASE", name);
        }
        return variables;
    }

    private static void put(Map<String, String> variables, String variable, String value) {
        if (!value.isEmpty()) {
            variables.put(variable, value);
        }
    }

    /** One {@code key=value} a line; no value holds a line break. */
    String text() {
        return "proxy=" + proxy + "\nalpn=" + alpn + "\nprotocol=" + protocol + "\nuser=" + user + "\nname=" + name
                + "\nport=" + (port.isPresent() ? port.getAsInt() : "") + "\n" + UPGRADED + "=" + upgraded + "\n";
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws InvalidRequestException {@link ErrorCode#CREDENTIALS_UNREADABLE} for anything else
     */
    public static FarEnd parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            values.put(equals < 0 ? line : line.substring(0, equals), line.substring(equals + 1));
        });
        String port = value(values, "port");
        if (!port.matches("[0-9]{0,5}")) {
            throw unreadable();
        }
        return new FarEnd(
                value(values, "proxy"),
                value(values, "alpn"),
                value(values, "protocol"),
                value(values, "user"),
                value(values, "name"),
                port.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port)),
                Boolean.parseBoolean(values.get(UPGRADED)));
    }

    private static String value(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw unreadable();
        }
        return value;
    }

    private static InvalidRequestException unreadable() {
        return new InvalidRequestException(
                ErrorCode.CREDENTIALS_UNREADABLE, "the file " + FILE + " is not what a login writes", "log in again");
    }
}
