package dev.machineid.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** For tests of jobs that copy credentials: fills a directory as {@code machine-id daemon} does, as the bot of GitHub's jobs. */
public final class DaemonOnce {
    private static final int PATIENCE_SECONDS = 90;

    private DaemonOnce() {}

    /**
     * Fills it once.
     *
     * @param jar the program
     * @param scratch a directory for the configuration
     * @param outputs as the option of that name takes them
     * @return the directory that {@code from-daemon} takes
     * @throws IllegalStateException with what the program said, if it fails
     */
    public static Path fill(LabCluster cluster, Path jar, Path scratch, String outputs)
            throws IOException, InterruptedException {
        Path kept = scratch.toRealPath().resolve("kept");
        Path authority = Files.write(scratch.resolve("daemon-ca.pem"), cluster.webCaPem());
        Path configuration = Files.writeString(
                scratch.resolve("daemon.yaml"),
                "proxy: " + cluster.proxy() + "\nca-file: " + authority.toAbsolutePath()
                        + "\ntoken: deploy-github\noutputs: " + outputs + "\ndirectory: " + kept + "\n");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar.toAbsolutePath().toString(),
                        "daemon",
                        "--config",
                        configuration.toAbsolutePath().toString(),
                        "--once"))
                .redirectErrorStream(true);
        builder.environment().put("GITHUB_ACTIONS", "true");
        builder.environment().put("ACTIONS_ID_TOKEN_REQUEST_URL", cluster.mint().requestUrl());
        builder.environment()
                .put(
                        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                        cluster.mint().requestToken().reveal());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("the daemon did not fill its directory: " + said);
        }
        return kept;
    }
}
