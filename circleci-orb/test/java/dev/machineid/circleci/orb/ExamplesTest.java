package dev.machineid.circleci.orb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.circleci.expand.JobRunner;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of the orb, run with the released form of the orb, real ssh and a local cluster. */
@Timeout(120)
class ExamplesTest {
    static final String PROJECT = "11111111-0000-4000-8000-000000000001";

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(lab -> lab.joinToken(
                    LabToken.circleci("read-circleci").allow(Map.of("project_id", PROJECT)))
            .joinToken(LabToken.genericOidc(
                            "deploy-main",
                            "https://oidc.circleci.com/org/" + LabJob.ORGANIZATION,
                            "lab-root/deploy-main")
                    .mustMatch(Map.of(
                            "oidc.circleci.com/project-id", PROJECT, "oidc.circleci.com/vcs-ref", "refs/heads/main"))));

    @TempDir
    static Path shared;

    private static Map<String, Object> orb = Map.of();

    @TempDir
    Path directory;

    @BeforeAll
    static void pack() throws Exception {
        orb = Tree.packed(shared);
    }

    static List<Path> examples() {
        return Tree.files("examples");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_runs_andLeavesNothing(Path example, LabCluster cluster) throws Exception {
        String text = Tree.read(example);
        LabJob job = job(text, cluster);
        String usage = text.substring(text.indexOf("usage:\n") + 7)
                .replaceAll("(?m)^  ", "")
                .replace("port=8080", "port=" + freePort());

        JobRunner.Outcome outcome = job.run(onThisMachine(usage, job));

        String all = outcome.output();
        assertThat(outcome.failed()).as(all).isFalse();
        assertThat(all).contains(marks(text));
        assertThat(job.left()).as(all).isEmpty();
        assertThat(outcome.abandoned()).as(all).isZero();
        job.secrets().forEach(secret -> assertThat(all).doesNotContain(secret));
        if (Files.exists(job.bashEnv)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(job.bashEnv)))
                    .isEqualTo("rw-------");
            assertThat(Files.readAllLines(job.bashEnv))
                    .allMatch(line -> line.startsWith("export MACHINE_ID_PROGRAM='/") || line.startsWith("[ ! -r '/"));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The one thing of an example that needs its image: a login shell's profile, for which another file stands here. */
    private static String onThisMachine(String usage, LabJob job) throws IOException {
        if (!usage.contains("BASH_ENV: /etc/profile")) {
            return usage;
        }
        Path shell = job.program(
                "login-shell",
                "exec busybox sh -eo pipefail -c '[ ! -r \"$BASH_ENV\" ] || . \"$BASH_ENV\"; . \"$0\"' \"$1\"");
        return usage.replace("/etc/profile", job.bashEnv.toString()).replace("/bin/sh -leo pipefail", shell.toString());
    }

    private LabJob job(String example, LabCluster cluster) throws IOException {
        LabJob job = new LabJob(directory, shared, orb, cluster);
        if (example.contains("context:")) {
            job.withToken();
        } else {
            job.minting("lab-root/deploy-main");
        }
        job.program(
                "kubectl",
                "test -s \"$KUBECONFIG\" && grep -c certificate-authority-data \"$KUBECONFIG\" && echo 'stand-in kubectl'");
        job.program(
                "terraform",
                "test -s \"$TF_TELEPORT_IDENTITY_FILE_PATH\" && test -n \"$TF_TELEPORT_ADDR\" && echo 'stand-in terraform' \"$1\"");
        job.program("sudo", "echo \"stand-in sudo $*\"");
        job.program("pip", "echo \"stand-in pip $*\"");
        job.program(
                "ansible-playbook",
                "test -S \"${MACHINE_ID_DIR%/current}/mux/socket\"\n"
                        + "while [ \"$1\" != --ssh-common-args ]; do shift; done\nexec ssh -n $2 root@node-1 uptime");
        if (example.contains("image: alpine")) {
            job.shell = "busybox sh -eo pipefail";
            job.variables.put("_MACHINE_ID_BASH", "/none");
        }
        if (example.contains("BASH_ENV: /etc/profile")) {
            job.variables.put("_MACHINE_ID_PROFILE", job.bashEnv.toString());
        }
        return job;
    }

    private static String[] marks(String example) {
        if (example.contains("kubectl")) {
            return new String[] {"stand-in kubectl"};
        }
        if (example.contains("psql")) {
            return new String[] {"bot-ci as ci in app of pg-main", "database pg-main at 127.0.0.1:", "ended the tunnels"
            };
        }
        if (example.contains("curl --fail")) {
            return new String[] {"bot-ci at hello/health", "ended the tunnels"};
        }
        if (example.contains("ansible-playbook")) {
            return new String[] {"load average", "ended the ssh multiplexer"};
        }
        if (example.contains("terraform apply")) {
            return new String[] {"stand-in terraform init", "stand-in terraform apply"};
        }
        return new String[] {"load average"};
    }
}
