package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.fault.ConnectProxy;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The published layout of the action in real workflows, run by act; every documented example is one of them. */
@Timeout(300)
class ActCheck {
    private static final Map<String, String> RULE = Map.of("repository", "acme/app");

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(
            builder -> builder.joinToken(LabToken.github("terraform-github").allow(RULE))
                    .joinToken(LabToken.github("deploy-ghes").allow(RULE))
                    .joinToken(LabToken.github("read-github").allow(RULE))
                    .joinToken(LabToken.github("others-github").allow(Map.of("repository", "other/app"))));

    @TempDir
    Path directory;

    private LabCluster cluster;
    private Act act;

    @BeforeEach
    void start(LabCluster shared) throws Exception {
        cluster = shared;
        act = new Act(directory, cluster);
    }

    private String adapted(String example) {
        return example.replace("proxy: example.teleport.sh", "proxy: " + cluster.proxy())
                .replace("https://mirror.example.com/machine-id", act.mirror.toString())
                // act runs a job's container by docker alone.
                .replace("    container: debian:13\n", "");
    }

    @Test
    void examples_all_work() throws Exception {
        act.stub(
                "ansible-playbook",
                "exec ssh -n $ANSIBLE_SSH_ARGS \"$ANSIBLE_REMOTE_USER@node-1\" 'echo ansible was here'");
        act.stub("kubectl", "grep -q client-certificate-data \"$KUBECONFIG\"; echo \"kubectl $*\"");
        act.stub("helm", "grep -q client-key-data \"$KUBECONFIG\"; echo \"helm $*\"");
        act.stub(
                "terraform",
                "[ -n \"$TF_TELEPORT_ADDR\" ]; grep -q CERTIFICATE \"$TF_TELEPORT_IDENTITY_FILE_PATH\"; echo \"terraform $*\"");
        act.stub("apt-get", "echo \"apt-get $*\"");
        int examples = 0;
        try (Stream<Path> files = Files.list(FakeRunner.ACTION.resolve("examples"))) {
            for (Path file : files.sorted().toList()) {
                act.workflow(String.valueOf(file.getFileName()), adapted(Files.readString(file)));
                examples++;
            }
        }
        Act.Run run = act.run();

        assertThat(run.jobs()).as(run.log()).hasSizeGreaterThanOrEqualTo(examples - 1); // the reusable one is called
        assertThat(run.jobs().values()).as(run.log()).allMatch(good -> good);
        assertThat(run.code()).isZero();
        assertThat(run.log())
                .contains("bot-ci as ci in app of pg-main", "bot-ci at hello/health")
                .contains("ansible was here", "kubectl get pods", "helm upgrade", "terraform apply", "received");
        assertThat(act.left()).isEmpty();
        noProcessLeft();
    }

    private static String job(String name, String with, String then) {
        return """
                name: %s
                on: push
                permissions: {id-token: write, contents: read}
                jobs:
                  job:
                    runs-on: ubuntu-latest
                    steps:
                      - uses: %s
                        id: mid
                        with: {%s}
                %s
                """.formatted(name, Act.PIN, with, then.indent(6));
    }

    @Test
    void scenarios_endAsTheyShould() throws Exception {
        String ssh = "- run: ssh -n -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 'echo on-$((40+2))'\n";
        String proxy = "proxy: '" + cluster.proxy() + "', ";
        cluster.mint().failNext(2, 403, "Job is in 'Pending' state");
        act.workflow("a.yml", job("pending", proxy + "token: deploy-github, ssh: true", ssh));
        act.workflow(
                "b.yml",
                job(
                        "several outputs",
                        proxy + "token: deploy-github, outputs: 'identity ssh kubernetes:staging terraform', ttl: 30m",
                        ssh + "- run: test -s \"$KUBECONFIG\" && test \"$TELEPORT_PROXY\" = " + cluster.proxy() + "\n"
                                + "- run: test '${{ steps.mid.outputs.cluster }}' = lab-root && test -s '${{ steps.mid.outputs.identity-file }}'\n"));
        act.workflow(
                "c.yml",
                job("no permission", proxy + "token: deploy-github, ssh: true", ssh)
                        .replace(
                                "with: {",
                                "env: {ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: ''}\n        with: {"));
        act.workflow("d.yml", job("wrong claim", proxy + "token: others-github, ssh: true", ssh));
        act.workflow(
                "e.yml",
                job(
                        "later step fails",
                        proxy + "token: deploy-github, ssh: true, renew: true",
                        ssh
                                + "- run: pgrep -f \"machine-id.jar renew --directory ${MACHINE_ID_DIR%/current}\" && echo still-renewing && exit 3\n"));
        act.workflow(
                "f.yml",
                job(
                        "second use",
                        proxy + "token: deploy-github, ssh: true",
                        "- uses: " + Act.PIN + "\n  with: {" + proxy + "token: read-github, ssh: true, prefix: READ_}\n"
                                + ssh + ssh.replace("$MACHINE_ID", "$READ_MACHINE_ID")));
        try (ConnectProxy http =
                new ConnectProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port()), null)) {
            act.workflow(
                    "g.yml",
                    job("http proxy", proxy + "token: deploy-github, ssh: true", ssh)
                            .replace("jobs:\n", "env: {HTTPS_PROXY: 'http://127.0.0.1:" + http.port() + "'}\njobs:\n"));
            Act.Run run = act.run();

            assertThat(run.jobs())
                    .as(run.log())
                    .containsOnly(
                            Map.entry("pending/job", true),
                            Map.entry("several outputs/job", true),
                            Map.entry("no permission/job", false),
                            Map.entry("wrong claim/job", false),
                            Map.entry("later step fails/job", false),
                            Map.entry("second use/job", true),
                            Map.entry("http proxy/job", true));
            assertThat(run.log())
                    .contains("answered 403", "permissions: { id-token: write", "MID-1203", "repository = acme/app")
                    .contains("on-42", "still-renewing");
            assertThat(http.asked()).isNotEmpty();
            assertThat(act.left()).isEmpty();
            noProcessLeft();
        }
    }

    @Test
    void cancel_ofTheWholeRun_leavesNothing() throws Exception {
        String proxy = "proxy: '" + cluster.proxy() + "', ";
        act.workflow(
                "a.yml",
                job("cancelled", proxy + "token: deploy-github, ssh: true, run: 'echo started; exec sleep 1000'", ""));
        Path log = act.home.resolve("act.log");
        Process process = act.start(log);
        FakeRunner.await(() -> FakeRunner.read(log).contains("| started") || !process.isAlive());
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        process.waitFor();

        FakeRunner.await(() -> noneLeft());
        assertThat(FakeRunner.read(log)).contains("started");
        noProcessLeft();
    }

    private boolean noneLeft() {
        try {
            return act.left().isEmpty();
        } catch (IOException | java.io.UncheckedIOException walking) {
            return false; // files go while we look
        }
    }

    private void noProcessLeft() {
        FakeRunner.await(() -> processes().isEmpty());
    }

    private List<String> processes() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(act.home.toString()))
                .toList();
    }
}
