package dev.machineid.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.identity.TestAuthority;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetOutputsTest {
    private static final Place PLACE =
            new Place(Path.of("/run/mid/generations/3"), Path.of("/run/mid/current"), "proxy.example.com", 443);

    private final TestAuthority authority = new TestAuthority("lab-root");
    private final JobKey key = JobKey.p256();
    private final Credentials credentials = authority.credentials(key);
    private final List<X509Certificate> databaseAuthorities =
            new TestAuthority("databases").credentials(key).root().tlsCertificates();

    private X509Certificate certificate(String name) {
        return authority.tls(key, new X500Name("CN=bot-ci,O=" + name), TestAuthority.END);
    }

    private DatabaseOutput.Database database(String service, String protocol, String format, OptionalInt port) {
        return new DatabaseOutput.Database(service, protocol, "ci", "app", format, certificate(service), port);
    }

    private Delivery databases(DatabaseOutput.Database... databases) {
        return new DatabaseOutput(List.of(databases), databaseAuthorities, List.of()).write(credentials, PLACE);
    }

    private static String text(Delivery delivery, String file) {
        return Objects.requireNonNull(delivery.files().get(file), file).reveal();
    }

    @Test
    void application_files_areKeyCertificateAndAuthorities() {
        X509Certificate certificate = certificate("grafana");
        Delivery delivery = new ApplicationOutput(
                        List.of(new ApplicationOutput.Application(
                                "grafana", "grafana.example.com", false, certificate, OptionalInt.empty())),
                        List.of())
                .write(credentials, PLACE);

        assertThat(TlsCertificates.parse(text(delivery, "application/grafana/tls.crt")))
                .containsExactly(certificate);
        StoredIdentity read = IdentityFile.read((text(delivery, "application/grafana/tls.key")
                        + text(delivery, "application/grafana/tls.crt")
                        + text(delivery, "application/grafana/tls.cas"))
                .getBytes(StandardCharsets.UTF_8));
        assertThat(read.privateKey()).isEqualTo(key.keyPair().getPrivate());
        assertThat(read.tlsAuthorities()).isEqualTo(credentials.root().tlsCertificates());
        assertThat(delivery.files()).containsKey("identity").doesNotContainKey("application/grafana/proxy.cas");
        assertThat(delivery.environment())
                .containsEntry("MACHINE_ID_APPLICATION_CERT", "/run/mid/current/application/grafana/tls.crt")
                .containsEntry("MACHINE_ID_APPLICATION_KEY", "/run/mid/current/application/grafana/tls.key")
                .containsEntry("MACHINE_ID_APPLICATION_URL", "https://grafana.example.com")
                .doesNotContainKeys("MACHINE_ID_APPLICATION_CA", "MACHINE_ID_APPLICATION_TUNNEL");
        assertThat(delivery.masks()).isNotEmpty();
    }

    @Test
    void applications_several_haveDirectoriesAndTheVariablesOfTheFirst() {
        Delivery delivery = new ApplicationOutput(
                        List.of(
                                new ApplicationOutput.Application(
                                        "echo", "echo.example.com", true, certificate("echo"), OptionalInt.of(7000)),
                                new ApplicationOutput.Application(
                                        "web", "web.example.com", false, certificate("web"), OptionalInt.of(7001))),
                        databaseAuthorities)
                .write(credentials, PLACE);

        assertThat(delivery.environment())
                .containsEntry("MACHINE_ID_APPLICATION_TUNNEL", "127.0.0.1:7000")
                .containsEntry("MACHINE_ID_APPLICATION_CA", "/run/mid/current/application/echo/proxy.cas")
                .doesNotContainKey("MACHINE_ID_APPLICATION_URL"); // a TCP application has none
        assertThat(TlsCertificates.parse(text(delivery, "application/web/proxy.cas")))
                .isEqualTo(databaseAuthorities);
        FarEnd end = FarEnd.parse(text(delivery, "application/web/tunnel"));
        assertThat(end)
                .isEqualTo(
                        new FarEnd("proxy.example.com:443", "http/1.1", "http", "", "", OptionalInt.of(7001), false));
        assertThat(FarEnd.parse(text(delivery, "application/echo/tunnel")).alpn())
                .isEqualTo("teleport-tcp");
    }

    @Test
    void database_tls_trustsHostAndDatabaseAuthorities() {
        Delivery delivery = databases(database("pg", "postgres", "tls", OptionalInt.of(15432)));

        assertThat(TlsCertificates.parse(text(delivery, "database/pg/tls.cas")))
                .containsAll(credentials.root().tlsCertificates())
                .containsAll(databaseAuthorities);
        assertThat(delivery.files().keySet())
                .containsExactlyInAnyOrder(
                        "identity",
                        "database/pg/tls.crt",
                        "database/pg/tls.key",
                        "database/pg/tls.cas",
                        "database/pg/tunnel");
        assertThat(delivery.environment())
                .containsEntry("PGHOST", "127.0.0.1")
                .containsEntry("PGPORT", "15432")
                .containsEntry("PGSSLMODE", "disable")
                .containsEntry("PGUSER", "ci")
                .containsEntry("PGDATABASE", "app")
                .containsEntry("MACHINE_ID_DATABASE_CERT", "/run/mid/current/database/pg/tls.crt")
                .containsEntry("MACHINE_ID_DATABASE_CA", "/run/mid/current/database/pg/tls.cas");
    }

    @Test
    void database_mongo_hasCertificateAndKeyInOneFile() {
        Delivery delivery = databases(database("docs", "mongodb", "mongo", OptionalInt.of(27017)));

        assertThat(text(delivery, "database/docs/mongo.crt"))
                .isEqualTo(text(delivery, "database/docs/tls.crt") + text(delivery, "database/docs/tls.key"));
        assertThat(text(delivery, "database/docs/mongo.cas")).isEqualTo(text(delivery, "database/docs/tls.cas"));
        assertThat(delivery.environment())
                .containsEntry("MACHINE_ID_DATABASE_TUNNEL", "127.0.0.1:27017")
                .doesNotContainKey("PGHOST");
    }

    @Test
    void database_cockroach_hasTheNamesItsClientLooksFor() {
        Delivery delivery = databases(database("roach", "cockroachdb", "cockroach", OptionalInt.empty()));

        assertThat(delivery.files())
                .containsKeys(
                        "database/roach/cockroach/ca.crt",
                        "database/roach/cockroach/client.ci.crt",
                        "database/roach/cockroach/client.ci.key");
        assertThat(FarEnd.parse(text(delivery, "database/roach/tunnel")).alpn()).isEqualTo("teleport-postgres");
    }

    @Test
    void database_cockroachUserThatIsNoFileName_getsTheNodesName() {
        Delivery delivery = new DatabaseOutput(
                        List.of(new DatabaseOutput.Database(
                                "roach",
                                "cockroachdb",
                                "../../x",
                                "",
                                "cockroach",
                                certificate("roach"),
                                OptionalInt.empty())),
                        List.of(),
                        List.of())
                .write(credentials, PLACE);

        assertThat(delivery.files()).containsKey("database/roach/cockroach/node.crt");
        assertThat(delivery.files().keySet()).noneMatch(file -> file.contains(".."));
    }

    @Test
    void databases_ofTwoFamilies_eachLeadToTheirFirst() {
        Delivery delivery = databases(
                database("my", "mysql", "tls", OptionalInt.of(13306)),
                database("pg", "postgres", "tls", OptionalInt.empty()),
                database("pg2", "postgres", "tls", OptionalInt.of(15433)));

        assertThat(delivery.environment())
                .containsEntry("MYSQL_HOST", "127.0.0.1")
                .containsEntry("MYSQL_TCP_PORT", "13306")
                .containsEntry("MYSQL_USER", "ci")
                .containsEntry("MYSQL_DATABASE", "app")
                .containsEntry("MYSQL_HOME", "/run/mid/current/database/my")
                .containsEntry("PGUSER", "ci")
                .doesNotContainKeys("PGHOST", "PGPORT")
                .containsEntry("MACHINE_ID_DATABASE_CERT", "/run/mid/current/database/my/tls.crt");
    }

    @Test
    void database_mysql_hasTheOptionsThatItsClientsReadFromNoVariable() {
        assertThat(text(databases(database("my", "mysql", "tls", OptionalInt.empty())), "database/my/my.cnf"))
                .isEqualTo(
                        "[client]\nhost=127.0.0.1\nuser=\"ci\"\n[client-mariadb]\nskip-ssl\n[mysql]\ndatabase=\"app\"\n");
        assertThat(MysqlOptions.of("a\"b\\c", "").reveal())
                .isEqualTo("[client]\nhost=127.0.0.1\nuser=\"a\\\"b\\\\c\"\n[client-mariadb]\nskip-ssl\n");
    }

    @ParameterizedTest
    @CsvSource({"postgres,teleport-postgres", "mysql,teleport-mysql", "mongodb,teleport-mongodb", "redis,teleport-redis"
    })
    void farEnd_ofADatabase_offersTheNameItsProxyKnows(String protocol, String alpn) {
        FarEnd end = FarEnd.database(PLACE, protocol, "u", "n=1", OptionalInt.empty());

        assertThat(end.alpn()).isEqualTo(alpn);
        assertThat(FarEnd.parse(end.text())).isEqualTo(end);
    }

    @Test
    void farEnd_pastABalancer_saysSo_andAFileOfBeforeDoesNot() {
        Path there = Path.of("/run/mid/generations/1");
        Place past = new Place(there, there, "proxy.example.com", 443, List.of("--tls-upgrade", "always"));
        FarEnd end = FarEnd.application(past, false, OptionalInt.empty());

        assertThat(FarEnd.parse(end.text())).isEqualTo(end);
        assertThat(end.upgraded()).isTrue();
        assertThat(FarEnd.parse(end.text().replace("upgraded=true\n", "")).upgraded())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "postgres\nproxy=evil:443", "POSTGRES", "a b", "-x"})
    void database_protocolThatIsNoWord_isRefused(String protocol) {
        FaultException refused =
                catchThrowableOfType(FaultException.class, () -> database("pg", protocol, "tls", OptionalInt.empty()));

        assertThat(refused.code()).isEqualTo(ErrorCode.SERVER_FAULT);
        assertThat(refused.render()).doesNotContain("\nproxy=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "x\nPATH=/tmp", "-x", "$(id)"})
    void application_addressThatIsNoHost_isRefused(String address) {
        assertThat(catchThrowableOfType(
                                InvalidRequestException.class,
                                () -> new ApplicationOutput.Application(
                                        "a", address, false, certificate("a"), OptionalInt.empty()))
                        .code())
                .isEqualTo(ErrorCode.INVALID_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy", "proxy=a", "proxy=a\nalpn=b\nprotocol=c\nuser=\nname=\nport=x", "\0=\0"})
    void farEnd_brokenFile_isRefused(String text) {
        InvalidRequestException refused = catchThrowableOfType(InvalidRequestException.class, () -> FarEnd.parse(text));

        assertThat(refused.code()).isEqualTo(ErrorCode.CREDENTIALS_UNREADABLE);
    }
}
