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

class RequestReaderTest {
    private static final Path BASE = Path.of("/base");
    private static final String HEX_SECRET = "0123456789abcdef0123456789abcdef";
    private static final String WEB_TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

    static List<OptionSpec> all() {
        return OptionCatalogue.all();
    }

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
        RawOptions before =
                spec.name().equals("auth-server") ? raw("proxy", "proxy.invalid", "token", "deploy") : least;

        MachineIdRequest with =
                reader.read(raw(spec.name(), spec.example()).over(least)).request();

        assertThat(with).isNotEqualTo(reader.read(before).request());
    }

    /** No dead words: garbage in any option that is not free text is noticed, and the option is named. */
    @ParameterizedTest
    @MethodSource("all")
    void read_unusableValue_isReportedWithOptionAndSource(OptionSpec spec) {
        String garbage =
                spec.type() == OptionType.COMMAND ? "\"open" : spec.type() == OptionType.PATH ? "~/x\0" : "\u0007 \"";
        RawOptions least =
                spec.name().equals("auth-server") ? raw("token", "x") : raw("proxy", "proxy.invalid", "token", "name");

        InvalidRequestException error = failure(raw(spec.name(), garbage).over(least));

        assertThat(error.details()).anySatisfy(line -> assertThat(line).startsWith(spec.name() + ": "));
        assertThat(error.render())
                .contains("(command line --" + spec.name() + ")")
                .doesNotContain("\u0007", "\0");
        assertThat(error.advice()).isNotBlank();
    }

    @Test
    void read_nothing_reportsEveryMissingOptionAtOnce() {
        InvalidRequestException error = failure(RawOptions.none());

        assertThat(error.code()).isEqualTo(ErrorCode.MISSING_OPTION);
        assertThat(error.details())
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactly("proxy", "token");
    }

    @Test
    void read_manyProblems_areOneExceptionWithALineEach() {
        InvalidRequestException error =
                failure(raw("proxy", "https://x/", "token", "a b", "ttl", "60", "ca-pins", "x", "outputs", "kube"));

        assertThat(error.what()).isEqualTo("5 options are not right");
        assertThat(error.details())
                .anySatisfy(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "ttl: \"60\" has no unit (command line --ttl); write 60m for minutes or 60s for seconds"));
        assertThat(error.details()).noneSatisfy(line -> assertThat(line).contains("\n"));
    }

    @Test
    void read_oneProblem_hasItsFixAsTheAdvice() {
        InvalidRequestException error = failure(raw("proxy", "https://x/", "token", "a"));

        assertThat(error.render()).isEqualTo("""
                        error[MID-1002]: the option proxy is not right
                          proxy: "https://x/" is a URL, not an address (command line --proxy)
                        hint: write x:443""");
    }

    @Test
    void read_proxyAndAuthServer_contradict() {
        InvalidRequestException error =
                failure(raw("proxy", "x", "auth-server", "y", "ca-file", "ca.pem", "token", "a"));

        assertThat(error.code()).isEqualTo(ErrorCode.CONFLICTING_OPTIONS);
        assertThat(error.details()).containsExactly("auth-server: proxy is given too");
    }

    @Test
    void read_authServerWithoutTrust_isRefused() {
        InvalidRequestException error = failure(raw("auth-server", "y", "token", "a"));

        assertThat(error.code()).isEqualTo(ErrorCode.MISSING_OPTION);
        assertThat(error.advice()).contains("ca-pins").contains("ca-file");
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

    @ParameterizedTest
    @ValueSource(strings = {"my secret value", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----"})
    void read_tokenThatIsNoName_isRefusedWithoutShowingIt(String text) {
        assertThat(failure(raw("proxy", "x", "token", text)).render())
                .doesNotContain("MIIE", "my secret")
                .contains("not shown");
    }

    @ParameterizedTest
    @CsvSource({
        "secret-env," + HEX_SECRET,
        "secret-env,abcdefabcdefabcdefabcdefabcdefab",
        "oidc-env," + WEB_TOKEN,
        "secret-env,hunter-2",
        "oidc-env,$TOKEN"
    })
    void read_contentInsteadOfAVariablesName_isRefusedWithoutShowingIt(String option, String text) {
        InvalidRequestException error = failure(raw("proxy", "x", "token", "a", option, text));

        assertThat(error.render()).contains("is not the name of a variable").doesNotContain(text.substring(0, 6));
    }

    @Test
    void read_secretWithoutTokenName_isTaken() {
        MachineIdRequest request =
                read("proxy", "x", "secret-file", "s", "join-method", "token").request();

        assertThat(request.tokenName()).isEmpty();
        assertThat(request.proof().secret()).contains(new SecretSource.File(BASE.resolve("s")));
    }

    @ParameterizedTest
    @CsvSource({
        "generic_oidc, , , MISSING_OPTION",
        "token, , , MISSING_OPTION",
        "github, secret-env, A, CONFLICTING_OPTIONS",
        "gitlab, secret-file, A, CONFLICTING_OPTIONS",
        "github, oidc-env, A, CONFLICTING_OPTIONS",
        "iam, , , METHOD_NOT_SUPPORTED",
        "nonsense, , , INVALID_VALUE"
    })
    void read_methodAndSourceThatDoNotFit_areRefused(String method, String option, String text, ErrorCode code) {
        RawOptions raw = raw("proxy", "x", "token", "a", "join-method", method);

        assertThat(failure(option == null ? raw : raw(option, text).over(raw)).code())
                .isEqualTo(code);
    }

    @Test
    void read_twoSourcesOfAToken_contradict() {
        assertThat(failure(raw("proxy", "x", "token", "a", "oidc-env", "A", "oidc-file", "b"))
                        .details())
                .containsExactly("oidc-file: oidc-env is given too");
        assertThat(failure(raw("proxy", "x", "token", "a", "secret-env", "A", "secret-file", "b"))
                        .code())
                .isEqualTo(ErrorCode.CONFLICTING_OPTIONS);
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
    @CsvSource({"application,web", "outputs,database:pg", "outputs,workload-identity:x"})
    void read_outputThisVersionCannotIssue_namesWhatWorks(String option, String text) {
        InvalidRequestException error = failure(raw("proxy", "x", "token", "a", option, text));

        assertThat(error.code()).isEqualTo(ErrorCode.OUTPUT_NOT_SUPPORTED);
        assertThat(error.advice()).isEqualTo("what it can issue: identity, ssh, kubernetes, terraform");
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
    void read_sameOptionTwice_isRefusedUnlessEqual() {
        Source source = Source.of(Source.Kind.ADAPTER_INPUT, "ttl");
        RawOptions twice = RawOptions.builder()
                .put("ttl", "1h", source)
                .put("certificate-ttl", "2h", source)
                .build();
        RawOptions equal = RawOptions.builder()
                .put("ttl", "1h", source)
                .put("certificate-ttl", " 1h", source)
                .build();
        RawOptions least = raw("proxy", "x", "token", "a");

        assertThat(failure(twice.over(least)).code()).isEqualTo(ErrorCode.CONFLICTING_OPTIONS);
        assertThat(new RequestReader(BASE)
                        .read(equal.over(least))
                        .request()
                        .ttl()
                        .asked())
                .isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({
        "timeout,0s",
        "timeout,2h",
        "timeout,60",
        "cluster-name,x:443",
        "cluster-name,https://x",
        "prefix,1x",
        "prefix,a-b",
        "audience,a b",
        "expect-bot,a b",
        "debug,yes",
        "dry-run,1",
        "ca-file,~/ca.pem",
        "directory,~"
    })
    void read_badValue_isRefusedWithAFix(String option, String text) {
        InvalidRequestException error = failure(raw("proxy", "x", "token", "a", option, text));

        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(error.details().get(0)).startsWith(option + ": ");
        assertThat(error.advice()).startsWith("write ");
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
    void read_hostileValues_areReportedOnSafeLines() {
        String hostile = "x\n::add-mask::y\u001b[2J" + "z".repeat(100_000);
        for (OptionSpec spec : OptionCatalogue.all()) {
            RawOptions raw = raw(spec.name(), hostile).over(raw("proxy", "p.invalid", "token", "t"));
            try {
                new RequestReader(BASE).read(raw);
            } catch (InvalidRequestException error) {
                assertThat(error.render())
                        .doesNotContain("\n::add-mask", "\u001b")
                        .hasSizeLessThan(4000);
            }
        }
    }

    @Test
    void read_manyBadItems_areReportedInPart() {
        InvalidRequestException error = failure(raw("proxy", "x", "token", "a", "outputs", "bad ".repeat(10_000)));

        assertThat(error.details()).hasSizeLessThanOrEqualTo(50);
    }

    @Test
    void read_environmentLayer_isNamedAsTheSource() {
        RawOptions environment = RawOptions.fromEnvironment(Map.of("MACHINE_ID_OPT_TTL", "5"));

        assertThat(failure(raw("proxy", "x", "token", "a").over(environment)).details())
                .containsExactly("ttl: \"5\" has no unit (variable MACHINE_ID_OPT_TTL)");
    }

    private static ReadRequest read(String... pairs) {
        return new RequestReader(BASE).read(raw(pairs));
    }

    private static InvalidRequestException failure(RawOptions raw) {
        return catchThrowableOfType(InvalidRequestException.class, () -> new RequestReader(BASE).read(raw));
    }

    private static RawOptions raw(String... pairs) {
        RawOptions.Builder builder = RawOptions.builder();
        for (int at = 0; at < pairs.length; at += 2) {
            builder.put(pairs[at], pairs[at + 1], Source.of(Source.Kind.COMMAND_LINE, "--" + pairs[at]));
        }
        return builder.build();
    }
}
