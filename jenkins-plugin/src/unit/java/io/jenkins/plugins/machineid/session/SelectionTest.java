package io.jenkins.plugins.machineid.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kubernetes clusters by label, a kubeconfig that asks the placed program, and a workload identity, wherever the join is. */
class SelectionTest extends SessionFixture {
    @ParameterizedTest
    @ValueSource(strings = {"agent", "controller"})
    void open_getsWhatLabelsChooseAndAWorkloadIdentity(String place) throws Exception {
        Session session = session();
        Session.Opened opened = session.open(
                plan(place, "outputs=kubernetes,labels=env:staging,exec=true workload-identity:deploy"), build -> true);
        Map<String, String> environment = opened.state().environment();

        assertThat(said("openssl", "verify", "-CAfile", of(environment, "BUNDLE"), of(environment, "CERT")))
                .contains("svid.pem: OK");
        assertThat(said(asked(Path.of(Objects.requireNonNull(environment.get("KUBECONFIG"))))))
                .contains("\"kind\":\"ExecCredential\"");
        session.close(Optional.of(opened.state()));
        assertThat(left()).isEmpty();
    }

    private static String of(Map<String, String> environment, String name) {
        return Objects.requireNonNull(environment.get("MACHINE_ID_SVID_" + name));
    }

    /** What kubectl would start. */
    private static String[] asked(Path kubeconfig) throws Exception {
        List<String> words = new ArrayList<>();
        for (String line : Files.readAllLines(kubeconfig)) {
            String word = line.strip().replaceFirst("^(command:|-) \"(.*)\"$", "$2");
            if (!word.equals(line.strip()) && !line.contains("name:")) {
                words.add(word);
            }
        }
        return words.toArray(String[]::new);
    }

    private static String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
