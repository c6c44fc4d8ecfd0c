package dev.machineid.core.join;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.machineid.core.cluster.WebApi;
import dev.machineid.core.cluster.WebRefusal;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The join endpoint of every server up to version 19: one JSON document with the proof in it, one with certificates back.
 *
 * <p>A proxy serves it as {@code /v1/webapi/host/credentials}, an auth server as {@code /v1/tokens/register}.
 */
final class OlderJoin {
    static final String AT_PROXY = "/v1/webapi/host/credentials";
    static final String AT_AUTH = "/v1/tokens/register";

    private static final JsonFactory JSON = new JsonFactory();

    private final WebApi web;
    private final String path;
    private final JoinFailures failures;

    OlderJoin(WebApi web, String path, JoinFailures failures) {
        this.web = web;
        this.path = path;
        this.failures = failures;
    }

    BotIdentity join(JoinAttempt attempt) {
        Proof proof = attempt.proof().prove(Optional.empty());
        refuseIfUnknownHere(proof);
        JobKey key = attempt.key().get();
        try (Secret document = document(attempt, proof, key)) {
            WebApi.JoinAnswer answer = web.join(path, document);
            List<String> authorities = answer.tlsAuthorities();
            return BotIdentity.of(
                    key,
                    TlsCertificates.parse(answer.tls()).get(0),
                    authorities.stream()
                            .flatMap(pem -> TlsCertificates.parse(pem).stream())
                            .toList());
        } catch (WebRefusal refusal) {
            throw failures.refused(refusal, proof);
        } catch (IOException broken) {
            throw web.explain(broken);
        }
    }

    private static void refuseIfUnknownHere(Proof proof) {
        NewServiceOnly.since(proof.method()).ifPresent(version -> {
            throw new ProofException(
                    ErrorCode.METHOD_NOT_SUPPORTED,
                    "this cluster does not offer the join method " + proof.method(),
                    "it needs Teleport " + version + " or newer; use another join method or upgrade the cluster");
        });
    }

    private static Secret document(JoinAttempt attempt, Proof proof, JobKey key) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("hostID", "");
            json.writeStringField("node_name", "");
            json.writeStringField("role", "Bot");
            if (proof instanceof Proof.IdTokenProof token) {
                json.writeStringField("token", attempt.tokenName());
                json.writeStringField("id_token", token.token().jwt().reveal());
            } else if (proof instanceof Proof.SecretProof secret) {
                json.writeStringField("token", secret.secret().reveal());
            }
            json.writeStringField("public_tls_key", base64(key.tlsPublicPem()));
            json.writeStringField("public_ssh_key", base64(key.sshPublicLine()));
            json.writeStringField("expires", attempt.expires().toString());
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return Secret.of(bytes.toByteArray());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
