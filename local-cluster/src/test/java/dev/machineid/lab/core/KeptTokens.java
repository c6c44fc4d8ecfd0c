package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.session.Workspace;
import dev.machineid.core.state.KeptState;
import dev.machineid.core.state.StateDirectory;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that keep the identity of the join method {@code token} in a state directory. */
abstract class KeptTokens {
    static final Workspace NONE = new Workspace(List.of(), false);
    static final Clock TIME = Clock.systemUTC();

    @RegisterExtension
    static final LabClusterExtension NEW =
            new LabClusterExtension(builder -> builder.bot("kept", "ci").clock(TIME));

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(
            builder -> bots(builder).joinService(false).countRenewalsPerBot().clock(TIME));

    static dev.machineid.lab.LabBuilder bots(dev.machineid.lab.LabBuilder builder) {
        for (int i = 0; i < 16; i++) {
            builder.bot("kept-" + i, "ci");
        }
        return builder;
    }

    static int used;

    @TempDir
    Path directory;

    static LabCluster cluster(boolean older) {
        return (older ? OLD : NEW).cluster();
    }

    /** A job with a new secret of a bot that nobody used before. */
    FakeJob job(boolean older) throws IOException {
        String secret = UUID.randomUUID().toString();
        cluster(older).addToken(LabToken.secret(secret).bot(older ? "kept-" + used++ : "kept"));
        return new FakeJob(cluster(older), directory)
                .option("join-method", "token")
                .option("state-directory", state().toString())
                .option("secret-env", "JOIN_SECRET")
                .variable("JOIN_SECRET", secret);
    }

    Path state() {
        return directory.resolve("state");
    }

    KeptState kept() {
        try (StateDirectory open = StateDirectory.open(state(), NONE)) {
            return open.read().orElseThrow();
        }
    }

    void change(UnaryOperator<KeptState> how) {
        try (StateDirectory open = StateDirectory.open(state(), NONE)) {
            open.write(how.apply(open.read().orElseThrow()));
        }
    }

    long generation() {
        return kept().identity().orElseThrow().says().generation().orElseThrow();
    }

    static MachineIdException refused(FakeJob job) {
        MachineIdException refusal = catchThrowableOfType(
                MachineIdException.class, () -> job.login(TIME).close());
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }
}
