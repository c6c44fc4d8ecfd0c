package dev.machineid.circleci.orb;

import dev.machineid.lab.LabCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A job for each test that uses the packed orb against the local cluster, and the YAML of its steps. */
abstract class OrbOnLab {
    static final String LOGIN = "Log in to Teleport";
    static final String LOGOUT = "Remove the Teleport credentials";
    static final String PLACE = "proxy: teleport.example.com, token: deploy-circleci";

    @TempDir
    static Path shared;

    private static Map<String, Object> orb = Map.of();

    @TempDir
    Path directory;

    LabJob job;

    @BeforeAll
    static void pack() throws Exception {
        orb = Tree.packed(shared);
    }

    @BeforeEach
    void machine(LabCluster cluster) throws IOException {
        job = new LabJob(directory, shared, orb, cluster);
    }

    static String block(String more, String... steps) {
        return "machine-id/with_machine_id: {" + PLACE + more + ", steps: [" + String.join(", ", steps) + "]}";
    }

    static String run(String name, String command) {
        return "run: {name: " + name + ", command: '" + command.replace("'", "''") + "'}";
    }
}
