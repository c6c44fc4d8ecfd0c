package io.jenkins.plugins.machineid;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.machineid.mask.LiveMasks;
import io.jenkins.plugins.machineid.session.AgentWorkplace;
import io.jenkins.plugins.machineid.session.Renewer;
import io.jenkins.plugins.machineid.session.Session;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import jenkins.util.SystemProperties;
import jenkins.util.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;

/** What a block has around it in a build, and what a session needs of it. */
final class Surroundings {
    private static final String PREFIX = "[machine-id] ";

    private Surroundings() {}

    /** A new block's identifier. */
    static String newId() {
        return UUID.randomUUID().toString().substring(0, 18);
    }

    /** Says it in the build's log, without what the block hides. */
    static Consumer<String> log(TaskListener listener, String maskKey) {
        return text ->
                text.lines().forEach(line -> listener.getLogger().println(PREFIX + LiveMasks.masked(maskKey, line)));
    }

    static Session session(
            String id,
            String maskKey,
            Run<?, ?> run,
            FilePath workspace,
            @Nullable Launcher launcher,
            EnvVars build,
            TaskListener listener)
            throws IOException {
        AgentWorkplace place =
                AgentWorkplace.of(workspace, build.get("WORKSPACE_TMP"), launcher, run.getExternalizableId());
        return new Session(
                id, maskKey, place, new CredentialProofs(run), build, System.getenv(), log(listener, maskKey));
    }

    /** Whether a build that an agent names still runs; anything that is no build does not. */
    static boolean isRunning(String build) {
        try {
            Run<?, ?> run = Run.fromExternalizableId(build);
            return run != null && run.isBuilding();
        } catch (AccessDeniedException unseen) {
            return true; // what we may not look at is not ours to remove
        } catch (IllegalArgumentException noBuild) {
            return false;
        }
    }

    static Renewer renewer(Renewer.Turn turn, Consumer<String> log) {
        // For tests, where nobody waits for half of a certificate's life.
        Integer seconds = SystemProperties.getInteger(Renewer.class.getName() + ".seconds");
        return new Renewer(
                new Renewer.Parts(
                        Timer.get(),
                        Computer.threadPoolForRemoting,
                        Clock.systemUTC(),
                        new SecureRandom(),
                        seconds == null ? null : Duration.ofSeconds(seconds)),
                turn,
                log);
    }
}
