package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.KeptDirectory;
import dev.machineid.core.MachineId;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import dev.machineid.core.session.Readers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A directory that a daemon would keep, filled by hand as often as the test wants. */
final class Kept implements AutoCloseable {
    private final TestRun run;
    private final DaemonJob job;
    private final KeptDirectory directory;
    private final MachineIdRequest request;

    Kept(TestRun run, Path path, String outputs) {
        this.run = run;
        Surroundings surroundings = run.surroundings(halted -> {});
        this.job = new DaemonJob(
                "test",
                surroundings,
                new Console(
                        new ByteArrayInputStream(new byte[0]),
                        new ByteArrayOutputStream(),
                        new ByteArrayOutputStream()),
                false);
        this.directory = KeptDirectory.open(path, Readers.NOBODY, run.clock);
        RawOptions options = RawOptions.builder()
                .put("outputs", outputs, Source.of(Source.Kind.COMMAND_LINE, "test"))
                .build()
                .over(RawOptions.fromEnvironment(run.variables));
        this.request = new RequestReader(run.work).read(options).request();
    }

    LoginReport fill() {
        return MachineId.of(job, run.clock, time -> {}).fill(request, directory);
    }

    @Override
    public void close() {
        directory.close();
    }

    /** Fails where the key is not the certificate's. */
    static void requireWhole(Path identityFile) throws Exception {
        StoredIdentity identity = PrivateIdentity.read(identityFile);
        byte[] text = "x".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(identity.privateKey());
        signer.update(text);
        byte[] signature = signer.sign();
        Signature checker = Signature.getInstance("SHA256withECDSA");
        checker.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new java.security.spec.X509EncodedKeySpec(
                        identity.tls().getPublicKey().getEncoded())));
        checker.update(text);
        assertThat(checker.verify(signature))
                .as("the key of %s is its certificate's", identityFile)
                .isTrue();
    }

    static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("too late").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5); // between two looks; nothing is waited for
        }
    }

    static String read(Path file) throws Exception {
        return Files.readString(file);
    }
}
