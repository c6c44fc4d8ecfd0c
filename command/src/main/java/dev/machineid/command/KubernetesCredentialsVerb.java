package dev.machineid.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.output.IdentityOutput;
import dev.machineid.core.output.KubernetesFiles;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.session.Generations;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code kubernetes-credentials}: what a kubeconfig with {@code exec=true} starts; prints the newest key and certificate as
 * Kubernetes' {@code ExecCredential} and nothing else.
 */
final class KubernetesCredentialsVerb {
    private static final int LARGEST = 64 * 1024;
    private static final Duration EARLY = Duration.ofMinutes(1);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");

    private final Surroundings surroundings;
    private final Console console;

    KubernetesCredentialsVerb(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.KUBERNETES_CREDENTIALS);
        Path directory = Preparation.path(
                surroundings.workingDirectory(),
                arguments
                        .one("directory")
                        .orElseThrow(() ->
                                Arguments.mistake("the option --directory is missing", Verb.KUBERNETES_CREDENTIALS)));
        // Everything is read from this one answer: a key and a certificate of two generations do not fit.
        Path generation = Generations.current(directory)
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.NOT_LOGGED_IN,
                        "there are no credentials in " + SafeText.quote(directory.toString()),
                        "log in again; a logout, or the end of the command of machine-id exec, removes them"));
        StoredIdentity identity = PrivateIdentity.read(generation.resolve(IdentityOutput.FILE));
        X509Certificate certificate = arguments
                .one("kubernetes-cluster")
                .map(name -> bound(generation, name))
                .orElse(identity.tls());
        Instant end = end(certificate);
        console.print(json(key(identity, certificate), certificate, end));
        return ExitCodes.OK;
    }

    private static X509Certificate bound(Path generation, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    SafeText.quote(name) + " is not the name of a Kubernetes cluster",
                    "write it as the kubeconfig does");
        }
        Path file = generation.resolve(KubernetesFiles.certificate(name));
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return TlsCertificates.parse(in.readNBytes(LARGEST)).get(0);
        } catch (IOException missing) {
            throw new InvalidRequestException(
                    ErrorCode.TARGET_NOT_ISSUED,
                    "these credentials hold no certificate for the Kubernetes cluster " + name,
                    List.of(),
                    "log in with the output kubernetes:" + name + ",exec=true",
                    missing);
        }
    }

    private Instant end(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        Instant now = surroundings.clock().instant();
        if (!now.isBefore(end)) {
            throw new InvalidRequestException(
                    ErrorCode.CREDENTIALS_EXPIRED,
                    "the credentials expired at " + end.truncatedTo(ChronoUnit.SECONDS) + ", "
                            + LoginReport.words(Duration.between(end, now)) + " ago",
                    "log in again; machine-id exec and machine-id renew keep them fresh for a job that takes longer");
        }
        // A client asks again when this time has come, and what it sends by then is still to be good.
        Instant early = end.minus(EARLY);
        return early.isAfter(now) ? early : end;
    }

    private static Secret key(StoredIdentity identity, X509Certificate certificate) {
        if (!Arrays.equals(
                identity.tls().getPublicKey().getEncoded(),
                certificate.getPublicKey().getEncoded())) {
            throw new InvalidRequestException(
                    ErrorCode.CREDENTIALS_UNREADABLE,
                    "the certificate of the Kubernetes cluster is for another key",
                    "log in again to get fresh credentials");
        }
        return JobKey.of(new KeyPair(identity.tls().getPublicKey(), identity.privateKey()))
                .privatePem();
    }

    /** Version v1 of {@code client.authentication.k8s.io}. */
    private static String json(Secret key, X509Certificate certificate, Instant end) {
        StringWriter text = new StringWriter();
        try (key;
                JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("apiVersion", "client.authentication.k8s.io/v1");
            json.writeStringField("kind", "ExecCredential");
            json.writeObjectFieldStart("status");
            json.writeStringField(
                    "expirationTimestamp", end.truncatedTo(ChronoUnit.SECONDS).toString());
            json.writeStringField("clientCertificateData", TlsCertificates.pem(certificate));
            json.writeStringField("clientKeyData", key.reveal());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return text.append('\n').toString();
    }
}
