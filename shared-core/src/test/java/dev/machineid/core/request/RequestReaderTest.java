package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest extends RequestReading {
    @Test
    void read_leastOptions_hasTheCataloguesDefaults() {
        ReadRequest read = read("proxy", "x.example", "token", "deploy");
        MachineIdRequest request = read.request();

        assertThat(read.warnings()).isEmpty();
        assertThat(request.endpoint())
                .isEqualTo(new Endpoint(Endpoint.Kind.PROXY, ClusterAddress.parse("x.example:443")));
        assertThat(request.tokenName()).isEqualTo("deploy");
        assertThat(request.proof()).isEqualTo(ProofOptions.AUTO);
        assertThat(request.outputs()).containsExactly(OutputSpec.of(OutputKind.IDENTITY, ""));
        assertThat(request.ttl()).isEqualTo(TimeToLive.of(Duration.ofHours(1)));
        assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(request.roles()).isEmpty();
        assertThat(request.trust()).isEqualTo(new TrustOptions(Optional.empty(), List.of()));
        assertThat(request.delivery()).isEqualTo(new DeliveryOptions(Optional.empty(), false, false, Optional.empty()));
        assertThat(request.clusterName()).isEmpty();
        assertThat(request.renew() || request.dryRun() || request.debug() || request.json())
                .isFalse();
    }

    /** No dead words: a valid value of each option changes the request, alone or beside what it needs. */
    @ParameterizedTest
    @MethodSource("all")
    void read_everyOption_changesTheRequest(OptionSpec spec) {
        RequestReader reader = new RequestReader(BASE, EnumSet.allOf(OutputKind.class));
        RawOptions least = spec.name().equals("auth-server")
                ? raw(
                        "token",
                        "deploy",
                        "ca-pins",
                        OptionCatalogue.get("ca-pins").example())
                : raw("proxy", "proxy.invalid", "token", "name");
        if (spec.name().equals("state-directory")) {
            least = raw("join-method", "token", "secret-env", "JOIN_SECRET").over(least);
        }
        RawOptions before =
                spec.name().equals("auth-server") ? raw("proxy", "proxy.invalid", "token", "deploy") : least;

        MachineIdRequest with =
                reader.read(raw(spec.name(), spec.example()).over(least)).request();

        assertThat(with).isNotEqualTo(reader.read(before).request());
    }

    @Test
    void read_authServerWithPin_isTaken() {
        MachineIdRequest request = read("auth-server", "y", "token", "a", "ca-pins", "sha256:" + "0".repeat(64))
                .request();

        assertThat(request.endpoint())
                .isEqualTo(new Endpoint(Endpoint.Kind.AUTH_SERVER, new ClusterAddress("y", 3025)));
    }

    @ParameterizedTest
    @ValueSource(strings = {HEX_SECRET, WEB_TOKEN})
    void read_tokenThatLooksLikeASecret_warnsWithoutShowingIt(String secret) {
        ReadRequest read = read("proxy", "x", "token", secret);

        assertThat(read.warnings())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("looks like a secret")
                        .contains("secret-env or secret-file")
                        .doesNotContain(secret.substring(0, 8)));
        assertThat(read.request().tokenName()).isEqualTo(secret);
        assertThat(read.request().toString()).doesNotContain(secret.substring(0, 8));
    }

    @Test
    void read_secretWithoutTokenName_isTaken() {
        MachineIdRequest request =
                read("proxy", "x", "secret-file", "s", "join-method", "token").request();

        assertThat(request.tokenName()).isEmpty();
        assertThat(request.proof().secret()).contains(new SecretSource.File(BASE.resolve("s")));
    }

    @Test
    void read_command_isSplitWithoutAShell() {
        MachineIdRequest request = read(
                        "proxy", "x", "token", "a", "oidc-command", "sh -c 'echo \"$X\" b' \"\" a\\b b b")
                .request();

        assertThat(request.proof().oidc())
                .contains(new OidcSource.Command(List.of("sh", "-c", "echo \"$X\" b", "", "a\\b", "b", "b")));
        assertThat(request.proof().toString()).doesNotContain("echo");
    }

    @Test
    void read_shortWords_addToOutputsAndDuplicatesCollapse() {
        RequestReader reader = new RequestReader(BASE, EnumSet.allOf(OutputKind.class));
        MachineIdRequest request = reader.read(raw(
                        "proxy",
                        "x",
                        "token",
                        "a",
                        "outputs",
                        "kubernetes:a;kubernetes:b\nssh ssh identity",
                        "ssh",
                        "true",
                        "kubernetes",
                        "b",
                        "application",
                        "web",
                        "terraform",
                        "true"))
                .request();

        assertThat(request.outputs())
                .extracting(OutputSpec::toString)
                .containsExactly("kubernetes:a", "kubernetes:b", "ssh", "identity", "application:web", "terraform");
    }

    @Test
    void read_shortWordAlone_replacesTheDefaultOutput() {
        assertThat(read("proxy", "x", "token", "a", "ssh", "TRUE").request().outputs())
                .containsExactly(OutputSpec.of(OutputKind.SSH, ""));
        assertThat(read("proxy", "x", "token", "a", "ssh", "false").request().outputs())
                .containsExactly(OutputSpec.of(OutputKind.IDENTITY, ""));
    }

    @ParameterizedTest
    @CsvSource({"outputs,workload-identity:x", "outputs,'identity workload-identity:x'"})
    void read_outputThisVersionCannotIssue_namesWhatWorks(String option, String text) {
        RequestReader reader = new RequestReader(BASE, EnumSet.of(OutputKind.IDENTITY, OutputKind.SSH));
        InvalidRequestException error = catchThrowableOfType(
                InvalidRequestException.class, () -> reader.read(raw("proxy", "x", "token", "a", option, text)));

        assertThat(error.code()).isEqualTo(ErrorCode.OUTPUT_NOT_SUPPORTED);
        assertThat(error.advice()).isEqualTo("what it can issue: identity, ssh");
    }

    @ParameterizedTest
    @CsvSource({
        "'database:pg,user=a database:pg,user=b',more than once",
        "'application:a;application:a,port=auto',more than once",
        "'workload-identity:a workload-identity:a,audience=x',more than once",
        "'kubernetes:a,port=auto kubernetes:b,port=7001',several kubernetes outputs name a port",
        "'database:pg,port=15432 application:a,port=15432',the port 15432"
    })
    void read_targetOrPortTwice_contradicts(String outputs, String words) {
        InvalidRequestException error = failure(raw("proxy", "x", "token", "a", "outputs", outputs));

        assertThat(error.code()).isEqualTo(ErrorCode.CONFLICTING_OPTIONS);
        assertThat(error.render()).contains(words);
    }

    @Test
    void read_anyPortTwice_isFine() {
        assertThat(read("proxy", "x", "token", "a", "outputs", "database:pg,port=auto application:a,port=auto")
                        .request()
                        .outputs())
                .hasSize(2);
    }

    @Test
    void read_sshOutputsWithTwoProxyCommands_contradictEachOther() {
        assertThat(failure(raw("proxy", "x", "token", "a", "outputs", "ssh ssh:leaf,proxy-command=openssl"))
                        .code())
                .isEqualTo(ErrorCode.CONFLICTING_OPTIONS);
        assertThat(read("proxy", "x", "token", "a", "outputs", "ssh ssh:leaf,proxy-command=program")
                        .request()
                        .outputs())
                .hasSize(2);
    }

    @Test
    void read_leafTarget_isRefusedBeforeItsKindIs() {
        assertThat(failure(raw("proxy", "x", "token", "a", "outputs", "kubernetes:b,cluster=leaf"))
                        .code())
                .isEqualTo(ErrorCode.LEAF_NOT_SUPPORTED);
    }

    @Test
    void read_longLifeAndRoles_warn() {
        ReadRequest read = read("proxy", "x", "token", "a", "certificate-ttl", "2d", "roles", "a, b;c\nd a");

        assertThat(read.request().ttl().effective()).isEqualTo(Duration.ofHours(24));
        assertThat(read.request().roles()).containsExactly("a", "b", "c", "d");
        assertThat(read.warnings())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("ttl: "));
    }

    @Test
    void read_paths_areTakenFromTheBase() {
        MachineIdRequest request = read(
                        "proxy", "x", "token", "a", "ca-file", "ca.pem", "directory", "/abs", "rules", "r.yaml")
                .request();

        assertThat(request.trust().caFile()).contains(Path.of("/base/ca.pem"));
        assertThat(request.delivery().directory()).contains(Path.of("/abs"));
        assertThat(request.rules()).contains(Path.of("/base/r.yaml"));
    }

    @Test
    void read_environmentLayer_isNamedAsTheSource() {
        RawOptions environment = RawOptions.fromEnvironment(Map.of("MACHINE_ID_OPT_TTL", "5"));

        assertThat(failure(raw("proxy", "x", "token", "a").over(environment)).details())
                .containsExactly("ttl: \"5\" has no unit (variable MACHINE_ID_OPT_TTL)");
    }
}
