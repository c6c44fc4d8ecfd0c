package dev.machineid.lab.web;

import dev.machineid.core.secret.Secret;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.authority.Pem;
import dev.machineid.lab.authority.SshKeys;
import dev.machineid.lab.join.JoinDesk;
import dev.machineid.lab.join.LabToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The older join service: one JSON request with everything in it, one JSON answer with certificates and authorities. */
final class HostCredentials {
    private final ClusterAuthorities authorities;
    private final JoinDesk desk;
    private final boolean oneKey;

    /** With {@code oneKey} both certificates are for the SSH key, as servers before 17 do it. */
    HostCredentials(ClusterAuthorities authorities, JoinDesk desk, boolean oneKey) {
        this.authorities = authorities;
        this.desk = desk;
        this.oneKey = oneKey;
    }

    /** Answers the body of a request, or refuses. */
    Map<String, Object> join(String body) {
        JsonFields request = JsonFields.of(body);
        String role = request.text("role");
        String host = request.text("hostID");
        String name = request.text("token");
        String proof = request.text("id_token");
        byte[] sshKey = request.bytes("public_ssh_key");
        byte[] tlsKey = request.bytes("public_tls_key");
        Instant expires = request.time("expires");
        if (!role.equals("Bot") && host.isEmpty()) {
            throw Refusal.badParameter("missing parameter HostID");
        }
        if (name.isEmpty()) {
            throw Refusal.badParameter("missing parameter Token");
        }
        LabToken token = desk.find(name);
        if (!role.equals("Bot")) {
            throw Refusal.badParameter("node \"" + request.text("node_name") + "\" [" + host
                    + "] can not join the cluster, the token does not allow \"" + role + "\" role");
        }
        JoinDesk.Ask ask = ask(sshKey, tlsKey, expires);
        return answer(
                switch (token.method()) {
                    case TOKEN -> desk.joinBySecret(token, Secret.of(name), ask);
                    case GENERIC_OIDC, ENV0, BOUND_KEYPAIR ->
                        throw Refusal.badParameter(
                                "the " + token.method().word() + " join method needs the new join service");
                    case IAM, AZURE ->
                        throw Refusal.denied("this token is only valid for the "
                                + token.method().word()
                                + " join method but the node has connected to the wrong endpoint");
                    default -> desk.joinByProof(token, proof, ask);
                });
    }

    private JoinDesk.Ask ask(byte[] sshKey, byte[] tlsKey, @Nullable Instant expires) {
        PublicKey ssh;
        try {
            ssh = SshKeys.fromLine(sshKey);
        } catch (GeneralSecurityException broken) {
            throw Refusal.unclassified(String.valueOf(broken.getMessage()));
        }
        try {
            return new JoinDesk.Ask(oneKey ? ssh : Pem.publicKey(tlsKey), ssh, expires);
        } catch (GeneralSecurityException broken) {
            throw Refusal.badParameter(String.valueOf(broken.getMessage()));
        }
    }

    private Map<String, Object> answer(JoinDesk.Joined joined) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ssh", encode(SshKeys.line(joined.ssh())));
        answer.put("tls", encode(Pem.of(joined.tls())));
        answer.put(
                "tls_ca_certs",
                List.of(
                        encode(authorities.user().pem()),
                        encode(authorities.host().pem())));
        answer.put(
                "ssh_ca_certs",
                List.of(
                        encode(SshKeys.line(authorities.user().sshKey())),
                        encode(SshKeys.line(authorities.host().sshKey()))));
        return answer;
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
