package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.SecretSource;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a platform hands out, broken or not, no provider's error, warning or value shows any of it. */
class CanaryTest {
    private static final String CANARY = "CaNaRy7391";

    @TempDir
    Path directory;

    static Stream<String> handedOut() {
        return Stream.of(
                CANARY,
                CANARY + "." + CANARY + "." + CANARY,
                "a." + Jobs.part("{\"sub\":" + CANARY + "}") + ".c",
                "a." + Jobs.part("{\"" + CANARY + "\":1,\"" + CANARY + "\":2}") + ".c",
                "a." + Jobs.part(CANARY) + ".c",
                "a." + Jobs.part("{\"exp\":1,\"jti\":\"" + CANARY + "\"}") + "." + CANARY,
                Jobs.token("{\"jti\":\"" + CANARY + "\",\"exp\":" + (Jobs.NOW.getEpochSecond() + 5) + "}") + CANARY,
                "{\"value\":\"" + CANARY + "\"",
                "{\"value\":\"" + CANARY + "\"}",
                CANARY + "\r\nX: y");
    }

    @ParameterizedTest
    @MethodSource("handedOut")
    void obtain_anyProvider_showsNothingOfIt(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), text);
        Providers providers = Providers.of(new Spacelift(file), new Kubernetes(file));
        List<OidcSource> sources = List.of(
                new OidcSource.Variable("V"),
                new OidcSource.File(file),
                new OidcSource.Command(List.of("get", CANARY)));
        for (OidcSource source : sources) {
            Jobs job = job(text, file).oidc(source);
            Arrays.stream(JoinMethod.values())
                    .filter(method -> method.available() && method != JoinMethod.AUTO)
                    .map(method -> providers
                            .select(job.jobVariables(), job.options, Optional.of(method))
                            .provider())
                    .forEach(provider -> assertThat(everythingSaid(provider, job))
                            .as("%s", provider.method())
                            .doesNotContain(CANARY, Jobs.part(CANARY)));
        }
    }

    @ParameterizedTest
    @MethodSource("handedOut")
    void obtain_platformsOwnVariables_showsNothingOfThem(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), text);
        Jobs job = job(text, file)
                .set("SYSTEM_OIDCREQUESTURI", "https://h/p")
                .set("SYSTEM_ACCESSTOKEN", text)
                .set("BITBUCKET_STEP_OIDC_TOKEN", text)
                .set("TFC_WORKLOAD_IDENTITY_TOKEN_A", text)
                .set("TFC_WORKLOAD_IDENTITY_TOKEN_B", text)
                .set("ENV0_OIDC_TOKEN", text)
                .audience("wanted");
        for (ProofProvider provider :
                List.of(new AzureDevOps(), new Bitbucket(), new TerraformCloud(), new Env0(), new GitHub())) {
            assertThat(everythingSaid(provider, job)).doesNotContain(CANARY, Jobs.part(CANARY));
        }
    }

    private static Jobs job(String text, Path file) {
        Jobs job = new Jobs()
                .set("V", text)
                .set("ACTIONS_ID_TOKEN_REQUEST_URL", "https://h/p")
                .set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", text)
                .secret(new SecretSource.File(file))
                .answers(200, text);
        job.output = new CommandRunner.Output(0, Secret.of(text));
        return job;
    }

    private static String everythingSaid(ProofProvider provider, Jobs job) {
        StringWriter said = new StringWriter();
        try {
            said.append(String.valueOf(provider.obtain(job.context())));
        } catch (MachineIdException error) {
            said.append(error.render());
            error.printStackTrace(new PrintWriter(said));
        }
        return said + String.join("\n", job.warnings) + job.context() + provider.looksFor();
    }
}
