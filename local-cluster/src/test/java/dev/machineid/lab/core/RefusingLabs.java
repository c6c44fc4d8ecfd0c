package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A new and an old cluster that know who must be refused, and how often they were asked. */
abstract class RefusingLabs {
    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension(builder -> builder.bot("locked", "ci")
            .role(LabRole.of("admin", "root"))
            .lock("locked", "under investigation")
            .joinToken(LabToken.gitlab("deploy-locked").bot("locked").allow(Map.of("project_path", "acme/app")))
            .joinToken(LabToken.gitlab("deploy-nobody").bot("nobody").allow(Map.of("project_path", "acme/app")))
            .joinToken(LabToken.gitlab("deploy-old")
                    .allow(Map.of("project_path", "acme/app"))
                    .expires(Instant.EPOCH)));

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(builder -> builder.joinService(false)
            .bot("locked", "ci")
            .lock("locked", "under investigation")
            .joinToken(LabToken.gitlab("deploy-locked").bot("locked").allow(Map.of("project_path", "acme/app")))
            .joinToken(LabToken.gitlab("deploy-nobody").bot("nobody").allow(Map.of("project_path", "acme/app"))));

    @TempDir
    Path directory;

    static LabCluster cluster(boolean older) {
        return (older ? OLD : NEW).cluster();
    }

    FakeJob gitlab(boolean older, String token, TokenShape shape) throws IOException {
        return new FakeJob(cluster(older), directory)
                .option("token", token)
                .onGitLab(cluster(older).issuer().mint(shape));
    }

    static TokenShape shape() {
        return Shapes.gitlab("lab-root");
    }

    static MachineIdException refusedAfterOneJoin(FakeJob job, boolean older, ErrorCode code) {
        int joins = cluster(older).counters().joins();
        MachineIdException refusal = Logins.refused(job, code);
        assertThat(cluster(older).counters().joins() - joins)
                .as("join attempts")
                .isOne();
        assertThat(job.waits).as("waits").isEmpty();
        return refusal;
    }

    static MachineIdException refusedWithoutAJoin(FakeJob job, boolean older, ErrorCode code) {
        int joins = cluster(older).counters().joins();
        MachineIdException refusal = Logins.refused(job, code);
        assertThat(cluster(older).counters().joins() - joins)
                .as("join attempts")
                .isZero();
        return refusal;
    }
}
