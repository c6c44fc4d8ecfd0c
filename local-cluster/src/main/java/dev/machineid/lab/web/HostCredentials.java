package dev.machineid.lab.web;

import com.nimbusds.jose.util.JSONObjectUtils;
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
import java.text.ParseException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
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
        Map<String, Object> request;
        try {
            request = JSONObjectUtils.parse(body);
        } catch (ParseException broken) {
            throw Refusal.badParameter("failed to decode request: " + broken.getMessage());
        }
        if (!text(request, "role").equals("Bot")) {
            throw Refusal.badParameter("this cluster joins bots only, not the role \"" + text(request, "role") + "\"");
        }
        String name = text(request, "token");
        if (name.isEmpty()) {
            throw Refusal.badParameter("missing parameter Token");
        }
        LabToken token = desk.find(name);
        JoinDesk.Ask ask = ask(request);
        return answer(
                switch (token.method()) {
                    case TOKEN -> desk.joinBySecret(token, Secret.of(name), ask);
                    case GENERIC_OIDC ->
                        throw Refusal.badParameter("the generic_oidc join method needs the new join service");
                    default -> desk.joinByProof(token, text(request, "id_token"), ask);
                });
    }

    private JoinDesk.Ask ask(Map<String, Object> request) {
        try {
            PublicKey ssh = SshKeys.fromLine(bytes(request, "public_ssh_key"));
            PublicKey tls = oneKey ? ssh : Pem.publicKey(bytes(request, "public_tls_key"));
            return new JoinDesk.Ask(tls, ssh, expires(text(request, "expires")));
        } catch (GeneralSecurityException | IllegalArgumentException | DateTimeParseException broken) {
            throw Refusal.badParameter(String.valueOf(broken.getMessage()));
        }
    }

    private static @Nullable Instant expires(String text) {
        return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
    }

    private static String text(Map<String, Object> request, String field) {
        return request.get(field) instanceof String value ? value : "";
    }

    private static byte[] bytes(Map<String, Object> request, String field) {
        return Base64.getDecoder().decode(text(request, field));
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
