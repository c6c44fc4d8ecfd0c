package io.jenkins.plugins.machineid.config;

import dev.machineid.core.MachineId;
import dev.machineid.core.Rehearsal;
import dev.machineid.core.platform.IdToken;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import dev.machineid.core.rules.Grants;
import dev.machineid.core.rules.JobFacts;
import dev.machineid.core.rules.RulesPlan;
import dev.machineid.core.secret.Secret;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.machineid.session.ControllerJob;
import io.jenkins.plugins.machineid.session.ProofSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the button <i>Test connection</i> does: everything up to the join, from the controller. */
final class ConnectionTest {
    private static final String PROOF = "MACHINE_ID_PROOF";

    /** A role that there is in every cluster; which one the bot gets is the administrator's to say. */
    private static final String SOME_ROLE = "access";

    private final Function<String, Optional<String>> credentials;
    private final Map<String, String> controller;

    /**
     * A test.
     *
     * @param credentials the text of a credential by its identifier
     * @param controller the controller's environment, of which the HTTP proxy is used
     */
    ConnectionTest(Function<String, Optional<String>> credentials, Map<String, String> controller) {
        this.credentials = credentials;
        this.controller = controller;
    }

    FormValidation run(ClusterConfiguration entry) {
        List<String> said = new ArrayList<>();
        try {
            Optional<ProofSource.Presented> proof = proof(entry);
            said.add(found(entry, proof, said));
            proof.filter(ProofSource.Presented::idToken).ifPresent(token -> said.add(rules(entry, token)));
            return FormValidation.okWithMarkup(markup(said));
        } catch (MachineIdException explained) {
            said.add(explained.render());
            return FormValidation.errorWithMarkup(markup(said));
        } catch (IOException full) {
            return FormValidation.error("a temporary file could not be written: " + full.getMessage());
        }
    }

    private Optional<ProofSource.Presented> proof(ClusterConfiguration entry) {
        if (entry.getCredentialsId().isBlank()) {
            return Optional.empty();
        }
        String text = credentials
                .apply(entry.getCredentialsId())
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.JENKINS_CREDENTIAL_MISSING,
                        "there is no such credential here, or it holds no text",
                        "choose a credential of the kind secret text or OpenID Connect id token"));
        return Optional.of(ProofSource.Presented.of(text));
    }

    private String found(ClusterConfiguration entry, Optional<ProofSource.Presented> proof, List<String> said)
            throws IOException {
        Map<String, String> options = new LinkedHashMap<>();
        for (String name : List.of("proxy", "cluster-name", "ca-pins", "token", "join-method")) {
            String text = entry.words().get(name);
            if (text != null) {
                options.put(name, text);
            }
        }
        options.putIfAbsent("token", "none"); // nothing is joined
        if (proof.isEmpty()) {
            options.remove("join-method"); // the agent has the proof; what can be seen from here is the cluster
        }
        options.put(
                proof.map(presented -> presented.idToken() ? "oidc-env" : "secret-env")
                        .orElse("secret-env"),
                PROOF);
        Path authorities = Files.createTempFile("machine-id-", ".pem");
        try {
            if (!entry.getCertificates().isBlank()) {
                Files.writeString(authorities, entry.getCertificates());
                options.put("ca-file", authorities.toString());
            }
            RawOptions.Builder raw = RawOptions.builder();
            options.forEach((name, text) -> raw.put(name, text, Source.of(Source.Kind.ADAPTER_INPUT, name)));
            ControllerJob job = new ControllerJob(
                    Map.of(PROOF, proof.map(ProofSource.Presented::text).orElse("none")),
                    List.of(),
                    controller,
                    text -> {
                        if (!text.startsWith("debug: ")) {
                            said.add(text);
                        }
                    });
            Rehearsal rehearsal = MachineId.of(job)
                    .rehearse(new RequestReader(Path.of("").toAbsolutePath())
                            .read(raw.build())
                            .request());
            return "found the cluster " + rehearsal.cluster() + ", Teleport " + rehearsal.serverVersion()
                    + "; nothing was joined" + (proof.isEmpty() ? "" : "; the proof is for " + rehearsal.method());
        } finally {
            Files.deleteIfExists(authorities);
        }
    }

    private static String rules(ClusterConfiguration entry, ProofSource.Presented proof) {
        IdToken token = IdToken.parse(Secret.of(proof.text()));
        String name = entry.getToken().isBlank() ? "jenkins" : entry.getToken().strip();
        RulesPlan plan = new RulesPlan(
                JobFacts.of(new Proof.IdTokenProof(JoinMethod.GENERIC_OIDC, token)),
                new Grants(List.of(), List.of(SOME_ROLE), List.of(), List.of(), List.of(), Map.of(), Optional.empty()),
                name,
                name,
                Optional.of(entry.getClusterName().strip()).filter(text -> !text.isEmpty()),
                Optional.of(entry.getProxy().strip()).filter(text -> !text.isEmpty()),
                "");
        return "the id token says\n  " + String.join("\n  ", token.claims().safeSubset())
                + "\nin a build, sub is that job's address; the join token for it\n\n" + plan.yaml();
    }

    private static String markup(List<String> said) {
        return "<pre>" + Util.xmlEscape(String.join("\n", said)) + "</pre>";
    }
}
