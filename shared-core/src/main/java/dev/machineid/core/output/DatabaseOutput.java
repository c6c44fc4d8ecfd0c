package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.secret.Secret;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Client certificates for databases, {@code database/SERVICE/tls.crt} and so on, with the files that drivers of MongoDB and
 * CockroachDB want where asked for. The variables lead to the first database, {@code PG*} to the first that speaks
 * PostgreSQL, {@code MYSQL_*} to the first that speaks MySQL.
 */
public final class DatabaseOutput implements OutputWriter {
    static final String DIRECTORY = "database/";

    private static final Pattern PROTOCOL = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private final List<Database> databases;
    private final List<X509Certificate> authorities;
    private final List<X509Certificate> proxyAuthorities;

    /**
     * One database.
     *
     * @param service its name in Teleport
     * @param user the user in the database; empty for none
     * @param name the database within the service; empty for none
     * @param format {@code tls}, {@code mongo} or {@code cockroach}
     * @param port the loopback port for a tunnel; empty for any
     */
    public record Database(
            String service,
            String protocol,
            String user,
            String name,
            String format,
            X509Certificate certificate,
            OptionalInt port) {
        public Database {
            if (!PROTOCOL.matcher(protocol).matches()) { // the cluster says it, and it goes into a file of ours
                throw new FaultException(
                        ErrorCode.SERVER_FAULT,
                        "the cluster names no usable protocol for the database " + service,
                        List.of("protocol: " + SafeText.quote(protocol)),
                        "look at the database with: tctl get db/" + service,
                        null);
            }
        }
    }

    /**
     * @param databases at least one; the services differ
     * @param authorities the cluster's authorities for databases
     * @param proxyAuthorities who vouches for the proxy's web certificate; empty for the system's authorities
     */
    public DatabaseOutput(
            List<Database> databases, List<X509Certificate> authorities, List<X509Certificate> proxyAuthorities) {
        this.databases = List.copyOf(databases);
        this.authorities = List.copyOf(authorities);
        this.proxyAuthorities = List.copyOf(proxyAuthorities);
    }

    @Override
    public Delivery write(Credentials credentials, Place place) {
        Map<String, Secret> files = new LinkedHashMap<>();
        files.put(IdentityOutput.FILE, IdentityFile.write(credentials)); // renewal and status read it
        Secret trusted = Bound.authorities(credentials, authorities);
        for (Database database : databases) {
            String directory = DIRECTORY + database.service() + "/";
            files.putAll(Bound.files(
                    directory, credentials, database.certificate(), trusted, proxyAuthorities, end(database, place)));
            files.putAll(formatted(directory, credentials, database, trusted));
            if (database.protocol().equals(FarEnd.MYSQL)) {
                files.put(directory + MysqlOptions.FILE, MysqlOptions.of(database.user(), database.name()));
            }
        }
        return new Delivery(files, variables(credentials, place), Common.masks(credentials), List.of());
    }

    private static Map<String, Secret> formatted(
            String directory, Credentials credentials, Database database, Secret trusted) {
        Map<String, Secret> files = new LinkedHashMap<>();
        String certificate = TlsCertificates.pem(database.certificate());
        switch (database.format()) {
            case "mongo" -> {
                try (Secret key = credentials.key().privatePem()) {
                    files.put(directory + "mongo.crt", Secret.of(certificate + key.reveal()));
                }
                files.put(directory + "mongo.cas", trusted);
            }
            case "cockroach" -> {
                String inner = directory + "cockroach/";
                files.put(inner + "ca.crt", trusted);
                String client =
                        database.user().matches("[A-Za-z0-9][A-Za-z0-9._-]*") ? "client." + database.user() : "node";
                files.put(inner + client + ".crt", Secret.of(certificate));
                files.put(inner + client + ".key", credentials.key().privatePem());
            }
            default -> {
                // The files of every database are in the format tls.
            }
        }
        return files;
    }

    private Map<String, String> variables(Credentials credentials, Place place) {
        Path first =
                place.exported().resolve("database").resolve(databases.get(0).service());
        Map<String, String> variables = Common.environment(credentials, place);
        variables.put(
                "MACHINE_ID_DATABASE_CERT", first.resolve(Bound.CERTIFICATE).toString());
        variables.put("MACHINE_ID_DATABASE_KEY", first.resolve(Bound.KEY).toString());
        variables.put("MACHINE_ID_DATABASE_CA", first.resolve(Bound.AUTHORITIES).toString());
        for (String family : List.of("PG", "MYSQL_", "MACHINE_ID_DATABASE_TUNNEL")) {
            databases.stream()
                    .map(database -> variables(database, place))
                    .filter(own -> own.keySet().stream().anyMatch(name -> name.startsWith(family)))
                    .findFirst()
                    .ifPresent(variables::putAll);
        }
        return variables;
    }

    private static Map<String, String> variables(Database database, Place place) {
        FarEnd end = end(database, place);
        Path files = place.exported().resolve(DIRECTORY + database.service());
        return database.port().isPresent() ? end.variables(database.port().getAsInt(), files) : end.who();
    }

    private static FarEnd end(Database database, Place place) {
        return FarEnd.database(place, database.protocol(), database.user(), database.name(), database.port());
    }
}
