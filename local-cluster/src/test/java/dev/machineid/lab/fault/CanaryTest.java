package dev.machineid.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Secrets planted in every place a job has them appear in nothing that is said, thrown, reported or left in the working
 * directory: not plain, and not in any encoding a log filter would miss.
 */
@Timeout(60)
class CanaryTest {
    private static final String PASSWORD = "pl4nted p@ss'word/+";
    private static LabCluster cluster;
    private static LabCluster older;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        cluster = LabCluster.start();
        cluster.addToken(LabToken.github("deploy-nobody").allow(Map.of("repository", "acme/other")));
        cluster.addToken(LabToken.github("deploy-ghost").bot("ghost").allow(Map.of("repository", "acme/app")));
        older = LabCluster.builder().joinService(false).start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
        older.close();
    }

    /** What one scenario does to a job before it logs in, and how it must end. */
    record Scenario(String name, boolean succeeds, Preparation preparation) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Preparation {
        void prepare(FaultJob job, FaultProxy proxy) throws IOException;
    }

    private static Scenario good(String name, Preparation preparation) {
        return new Scenario(name, true, preparation);
    }

    private static Scenario bad(String name, Preparation preparation) {
        return new Scenario(name, false, preparation);
    }

    private static void gitlab(FaultJob job, String token) {
        job.variables.clear();
        job.variables.put("GITLAB_CI", "true");
        job.variables.put("MACHINE_ID_ID_TOKEN", token);
        job.option("token", "deploy-gitlab");
    }

    private static String idToken() {
        return cluster.issuer().mint(Shapes.gitlab("lab-root")).reveal();
    }

    static Stream<Scenario> scenarios() {
        return Stream.of(
                good("github", (job, proxy) -> {}),
                good("gitlab", (job, proxy) -> gitlab(job, idToken())),
                good(
                        "all outputs, debug",
                        (job, proxy) -> job.option("outputs", "identity, ssh, kubernetes:staging, terraform")
                                .option("debug", "true")),
                good(
                        "exported",
                        (job, proxy) -> job.option("export-env", "true").option("prefix", "A_")),
                good("after faults", (job, proxy) -> proxy.next(Fault.refuse(), Fault.cutServer(500, Fault.End.RST))),
                bad("claims refused", (job, proxy) -> job.option("token", "deploy-nobody")),
                bad("no such bot", (job, proxy) -> job.option("token", "deploy-ghost")),
                bad("unknown join token", (job, proxy) -> job.option("token", "deploy-nothing")),
                bad("another method", (job, proxy) -> job.option("token", "deploy-gitlab")),
                bad("another audience", (job, proxy) -> job.option("audience", "planted-audience")),
                bad("id token broken", (job, proxy) -> gitlab(job, idToken() + "x")),
                bad("id token cut", (job, proxy) -> gitlab(job, idToken().substring(0, 300))),
                bad("id token no token", (job, proxy) -> gitlab(job, "planted-" + PASSWORD)),
                bad("guard on the cluster", (job, proxy) -> job.option("expect-cluster", "other")),
                bad("guard on the bot", (job, proxy) -> job.option("expect-bot", "other")),
                bad("guard on the roles", (job, proxy) -> job.option("expect-roles", "other")),
                bad("role refused", (job, proxy) -> job.option("roles", "admin")),
                bad("unknown Kubernetes cluster", (job, proxy) -> job.option("outputs", "kubernetes:nope")),
                bad("unknown leaf", (job, proxy) -> job.option("outputs", "ssh:nope")),
                bad("refused", (job, proxy) -> proxy.always(Fault.refuse())),
                bad("cut in discovery", (job, proxy) -> proxy.always(Fault.cutServer(1_500, Fault.End.FIN))),
                bad("cut in the join", (job, proxy) -> proxy.always(Fault.cutServer(2_000, Fault.End.RST))),
                bad(
                        "cut in the issue",
                        (job, proxy) -> proxy.next(Way.ISSUE::is, Fault.cutServer(2_000, Fault.End.RST))),
                bad(
                        "token service refuses",
                        (job, proxy) -> job.variables.put(
                                "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "planted-request-token " + PASSWORD)),
                bad(
                        "token service wrong token",
                        (job, proxy) -> job.variables.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "planted-request-token")),
                bad(
                        "token service elsewhere",
                        (job, proxy) -> job.variables.put(
                                "ACTIONS_ID_TOKEN_REQUEST_URL", "http://planted.example/?token=planted-in-url")),
                bad("HTTP proxy unreachable", (job, proxy) -> {
                    job.variables.put(
                            "HTTPS_PROXY",
                            "http://ci:" + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8) + "@127.0.0.1:"
                                    + FaultProxy.closedPort());
                    job.option("proxy", "proxy.example:443");
                }),
                bad(
                        "HTTP proxy unreadable",
                        (job, proxy) -> job.variables.put("HTTPS_PROXY", "https://ci:" + PASSWORD + "@[broken")));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void login_withPlantedSecrets_saysNoneOfThem(Scenario scenario) throws IOException {
        try (FaultProxy proxy = FaultProxy.before(address(cluster))) {
            FaultJob job = new FaultJob(cluster, FaultJob.address(proxy), directory);
            scenario.preparation().prepare(job, proxy);
            look(scenario.succeeds(), job, planted(job));
        }
    }

    static Stream<Scenario> secretScenarios() {
        return Stream.of(
                good("right secret", (job, proxy) -> {}),
                bad("cut after it was sent", (job, proxy) -> proxy.always(Fault.cutServer(2_200, Fault.End.RST))),
                bad("cut before it was sent", (job, proxy) -> proxy.always(Fault.cutServer(800, Fault.End.RST))),
                bad(
                        "spent already",
                        (job, proxy) -> older.removeToken(Files.readString(Path.of(job.options.get("secret-file"))))));
    }

    @ParameterizedTest
    @MethodSource("secretScenarios")
    void loginBySecret_withPlantedSecrets_saysNoneOfThem(Scenario scenario) throws IOException {
        String secret = UUID.randomUUID().toString().replace("-", "");
        older.addToken(LabToken.secret(secret));
        Path file = Files.writeString(directory.resolve("join-secret"), secret);
        try (FaultProxy proxy = FaultProxy.before(address(older))) {
            FaultJob job = new FaultJob(older, FaultJob.address(proxy), directory).secret(file);
            scenario.preparation().prepare(job, proxy);
            look(scenario.succeeds(), job, List.of(secret));
        }
    }

    private static InetSocketAddress address(LabCluster lab) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), lab.port());
    }

    /** Everything secret in the job's variables, whole and in the parts that mean something by themselves. */
    private static List<String> planted(FaultJob job) {
        List<String> secrets = new ArrayList<>(List.of(PASSWORD, "planted-in-url", "planted-request-token"));
        for (String name : List.of("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "MACHINE_ID_ID_TOKEN")) {
            String value = job.variables.get(name);
            if (value != null) {
                secrets.add(value);
                secrets.addAll(List.of(value.split("\\.")));
            }
        }
        return secrets.stream().filter(secret -> secret.length() >= 10).toList();
    }

    private static void look(boolean succeeds, FaultJob job, List<String> planted) throws IOException {
        Map<String, String> said = new LinkedHashMap<>();
        List<String> secrets = new ArrayList<>(planted);
        boolean succeeded = false;
        try (Login login = job.login()) {
            succeeded = true;
            said.put("report", login.report().text());
            said.put("JSON", login.report().json());
            said.put("report's own form", login.report().toString());
            said.put("variables", login.environment().toString());
            Object whole = login;
            said.put("login's own form", whole.toString());
            for (Path file : job.filesLeft()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                planted.forEach(secret -> assertThat(content).as("file " + file).doesNotContain(secret));
            }
            job.masks.stream().map(Secret::reveal).forEach(secrets::add);
            assertThat(job.masks).as("lines of the private key").hasSizeGreaterThanOrEqualTo(2);
        } catch (MachineIdException failure) {
            said.put("error", failure.render());
            said.put("error's own form", failure.toString());
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            said.put("stack trace", trace.toString());
        }
        assertThat(succeeded).as("success").isEqualTo(succeeds);
        said.put("notices", String.join("\n", job.said));
        said.put("masks' own form", job.masks.toString());
        try {
            said.put("request's own form", job.request().toString());
        } catch (MachineIdException unreadable) {
            said.put("request's error", unreadable.render());
        }
        for (String secret : secrets) {
            for (String form : forms(secret)) {
                said.forEach((where, text) -> assertThat(text)
                        .as("%s of %d characters beginning with %s", where, text.length(), "***")
                        .doesNotContain(form));
            }
        }
        try (Stream<Path> workspace = Files.list(job.workspace)) {
            assertThat(workspace).as("working directory").isEmpty();
        }
    }

    /** Plain, base64 in every alignment, hexadecimal, URL-encoded, quoted for a shell and for JSON. */
    private static Set<String> forms(String secret) {
        Set<String> forms = new LinkedHashSet<>();
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        forms.add(secret);
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[bytes.length + shift];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                String text = encoder.withoutPadding().encodeToString(shifted);
                forms.add(text.substring(shift == 0 ? 0 : 4, text.length() - 2));
            }
        }
        String hex = HexFormat.of().formatHex(bytes);
        forms.add(hex);
        forms.add(hex.toUpperCase(Locale.ROOT));
        forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
        forms.add(secret.replace("'", "'\\''"));
        forms.add(secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/"));
        return forms;
    }
}
