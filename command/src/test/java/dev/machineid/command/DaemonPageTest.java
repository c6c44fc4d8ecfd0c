package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.command.daemon.DaemonPlan;
import dev.machineid.command.daemon.KeptIdentity;
import dev.machineid.core.request.DaemonFile;
import dev.machineid.lab.LabBuilder;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.join.LabToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/daemon.md} shows is what works; only addresses and places are the test's. */
@Timeout(180)
class DaemonPageTest {
    private static final Path PAGE = Path.of("..", "docs", "daemon.md");
    private static final Path UNIT = Path.of("systemd", "machine-id-daemon.service");

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(DaemonPageTest::deploy);

    @TempDir
    Path directory;

    private static LabBuilder deploy(LabBuilder lab) {
        return lab.role(LabRole.of("deploy", "deploy"))
                .nodeLogins("deploy", "root", "ci")
                .bot("deploy", "deploy");
    }

    private static List<String> blocks(String language) throws Exception {
        Matcher block = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```").matcher(Files.readString(PAGE));
        return block.results().map(found -> found.group(1)).toList();
    }

    private DaemonPlan plan(String yaml) throws Exception {
        return DaemonPlan.of(DaemonFile.read(Files.writeString(directory.resolve("daemon.yaml"), yaml)), directory);
    }

    @Test
    void configurations_areUnderstood() throws Exception {
        assertThat(blocks("yaml")).hasSize(2);
        assertThat(plan(blocks("yaml").get(0)).identities()).hasSize(1);
        DaemonPlan second = plan(blocks("yaml").get(1));
        assertThat(second.identities()).extracting(KeptIdentity::name).containsExactly("deploy", "read");
        assertThat(second.identities().get(0).destinations()).hasSize(2);
        assertThat(second.warnings()).isEmpty();
    }

    @Test
    void firstScreen_configurationAndJob_runAgainstACluster() throws Exception {
        LabCluster cluster = LAB.cluster();
        String secret = UUID.randomUUID().toString();
        cluster.addToken(LabToken.secret(secret).bot("deploy"));
        TestRun machine = new TestRun(Files.createDirectory(directory.resolve("machine")), cluster);
        Path run = Files.createDirectory(directory.toRealPath().resolve("run"));
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
        String group =
                Files.readAttributes(run, PosixFileAttributes.class).group().getName();
        String yaml = blocks("yaml")
                .get(0)
                .replace("teleport.example.com", cluster.proxy())
                .replace(
                        "/etc/machine-id/secret",
                        Files.writeString(directory.resolve("secret"), secret).toString())
                .replace(
                        "/var/lib/machine-id",
                        directory.toRealPath().resolve("state").toString())
                .replace("/run/machine-id", run.toString())
                .replace("group:jenkins", "group:" + group);
        Path config = Files.writeString(
                directory.resolve("d.yaml"),
                yaml + "ca-file: " + machine.variables.get("MACHINE_ID_OPT_CA_FILE") + "\n");
        TestRun.Outcome once = machine.run("daemon", "--config", config.toString(), "--once");
        assertThat(once.code()).as(once.err()).isZero();
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(run.resolve("deploy/current/ssh_config"))))
                .isEqualTo("rw-r-----");

        TestRun job = new TestRun(Files.createDirectory(directory.resolve("job")));
        String script = blocks("sh").get(1).replace("/run/machine-id", run.toString());
        Path program = Files.writeString(
                Files.createDirectory(directory.resolve("bin")).resolve("machine-id"),
                "#!/bin/sh\nexec " + String.join(" ", job.launcher.argv()) + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        job.variables.compute("PATH", (name, value) -> program.getParent() + ":" + value);
        TestRun.Outcome outcome = job.command("sh", "-c", script);

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("load average", "removed ");
        assertThat(job.files()).isZero();
    }

    @Test
    void unit_startsWhatThePageSays_andKnowsThatAnotherProgramNotifies() throws Exception {
        String unit = Files.readString(UNIT);
        String page = Files.readString(PAGE);

        assertThat(unit)
                .contains("Type=notify\n", "NotifyAccess=all\n", "daemon --config /etc/machine-id/daemon.yaml\n")
                .doesNotContain("MemoryDenyWriteExecute=yes");
        assertThat(page)
                .contains("WatchdogSec", "NotifyAccess=all", "MemoryDenyWriteExecute", "SupplementaryGroups=jenkins");
        for (String line : List.of(
                "StateDirectory=machine-id", "RuntimeDirectory=machine-id", "RuntimeDirectoryPreserve=restart")) {
            assertThat(unit).contains(line + "\n");
        }
    }
}
