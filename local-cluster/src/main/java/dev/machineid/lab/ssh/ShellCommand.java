package dev.machineid.lab.ssh;

import dev.machineid.lab.tls.Splice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.channel.ChannelSession;
import org.jspecify.annotations.Nullable;

/** One local process behind an SSH channel: its three streams, its exit code, and Teleport's session variables. */
final class ShellCommand extends ChannelCommand {
    private final List<String> command;
    private final String cluster;
    private final Executor threads;
    private @Nullable Process process;

    ShellCommand(List<String> command, String cluster, Executor threads) {
        this.command = List.copyOf(command);
        this.cluster = cluster;
        this.threads = threads;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> variables = builder.environment();
        variables.put("SSH_TELEPORT_CLUSTER_NAME", cluster);
        variables.put(
                "SSH_TELEPORT_USER", String.valueOf(channel.getServerSession().getAttribute(CertificateLogin.USER)));
        variables.put("SSH_TELEPORT_LOGIN", channel.getServerSession().getUsername());
        Process started = builder.start();
        process = started;
        CountDownLatch output = new CountDownLatch(2);
        threads.execute(() -> pump(in, started.getOutputStream(), true, new CountDownLatch(1)));
        threads.execute(() -> pump(started.getInputStream(), out, false, output));
        threads.execute(() -> pump(started.getErrorStream(), err, false, output));
        threads.execute(() -> {
            try {
                int code = started.waitFor();
                output.await();
                exit.onExit(code);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void pump(InputStream from, OutputStream to, boolean closeAfter, CountDownLatch done) {
        try {
            Splice.pump(from, to);
        } catch (IOException gone) {
            // One end went away; the exit code tells the rest.
        } finally {
            if (closeAfter) {
                Splice.closeQuietly(to);
            }
            done.countDown();
        }
    }

    @Override
    public void destroy(ChannelSession channel) {
        Process running = process;
        if (running != null) {
            running.destroy();
        }
    }
}
