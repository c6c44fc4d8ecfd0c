package io.jenkins.plugins.machineid.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.machineid.Lab;
import io.jenkins.plugins.machineid.mask.LiveMasks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Sessions with the real program, the real library and the local cluster, without Jenkins. */
abstract class SessionFixture {
    static final String ID = "0000-session";

    @TempDir
    static Path lab;

    static Lab cluster;
    static String token;

    @TempDir
    Path directory;

    final List<String> log = new ArrayList<>();
    final Map<String, String> credentials = new LinkedHashMap<>();
    LocalWorkplace place;

    @BeforeAll
    static void start() {
        cluster = Lab.start(lab.resolve("lab"));
        token = cluster.mint("jenkins");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void agent() throws IOException {
        place = new LocalWorkplace(directory);
        credentials.put("id-token", token);
    }

    @AfterEach
    void forget() {
        LiveMasks.forget(ID);
    }

    Session session() {
        return session(Map.of("WORKSPACE", place.workspace.toString()));
    }

    Session session(Map<String, String> build) {
        ProofSource proofs = id -> Optional.ofNullable(credentials.get(id)).map(ProofSource.Presented::of);
        return new Session(ID, ID, place, proofs, build, Map.of(), log::add);
    }

    Plan plan(String joinOn, String... words) throws SessionFailure {
        return planBy("id-token", "", joinOn, words);
    }

    Plan planBy(String credential, String daemon, String joinOn, String... words) throws SessionFailure {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("proxy", cluster.proxy());
        options.put("token", "deploy-jenkins");
        for (String word : words) {
            String[] parts = word.split("=", 2);
            options.put(parts[0], parts[1]);
        }
        return Plan.checked(options, credential, daemon, cluster.authority(), joinOn, log::add);
    }

    String ssh(Map<String, String> environment) throws Exception {
        Process ssh = new ProcessBuilder(
                        "ssh", "-F", environment.get("MACHINE_ID_SSH_CONFIG"), "root@node-1", "echo", "reached")
                .redirectErrorStream(true)
                .start();
        String said = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ssh.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    List<Path> left() throws IOException {
        if (!Files.exists(place.folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(place.folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
