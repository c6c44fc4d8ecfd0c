package dev.machineid.lab.join;

import com.nimbusds.jose.jwk.JWKSet;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.Bot;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.CertificateSpec;
import dev.machineid.lab.authority.ClusterAuthorities;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.jspecify.annotations.Nullable;

/** Where every join ends, whichever service it came through: looks up the join token, checks the proof, issues the bot's own certificates. */
public final class JoinDesk {
    private final ClusterAuthorities authorities;
    private final Access access;
    private final Clock clock;
    private final ProofCheck proofs;
    private volatile boolean openSource;
    private final Map<String, LabToken> tokens = new ConcurrentHashMap<>();

    public JoinDesk(ClusterAuthorities authorities, Access access, Clock clock, JWKSet keys) {
        this.authorities = authorities;
        this.access = access;
        this.clock = clock;
        this.proofs = new ProofCheck(authorities.cluster(), keys);
    }

    /** The bot's new certificates. */
    public record Joined(java.security.cert.X509Certificate tls, OpenSshCertificate ssh) {}

    /** The keys and the end of life a client asks for; {@code expires} is null if it said none. */
    public record Ask(
            PublicKey tls, PublicKey ssh, @Nullable Instant expires) {}

    public void add(LabToken token) {
        tokens.put(token.name(), token);
    }

    public void remove(String name) {
        tokens.remove(name);
    }

    /** The living join token of that name, or that secret if its method is {@code token}. */
    public LabToken find(String nameOrSecret) {
        LabToken token = tokens.get(nameOrSecret);
        if (token == null) {
            Secret presented = Secret.of(nameOrSecret);
            token = tokens.values().stream()
                    .filter(t -> t.method() == JoinMethod.TOKEN && t.opensWith(presented))
                    .findFirst()
                    .orElse(null);
        }
        if (token == null || !token.expires().isAfter(clock.instant())) {
            throw notFound();
        }
        return token;
    }

    private static Refusal notFound() {
        // The empty name is the real server's: it does not echo what was asked.
        return Refusal.denied("\"\" can not join the cluster with role \"Bot\", token expired or not found");
    }

    /** Joins by a secret, which is used up by this. */
    public Joined joinBySecret(LabToken token, Secret secret, Ask ask) {
        if (!token.opensWith(secret) || !tokens.remove(token.name(), token)) {
            throw notFound();
        }
        return issue(token, ask, 1);
    }

    /** From now on without what only Teleport Enterprise has. */
    public void openSource() {
        openSource = true;
    }

    /** Joins by an id token. */
    public Joined joinByProof(LabToken token, String idToken, Ask ask) {
        if (openSource) {
            EnterpriseOnly.refuse(token);
        }
        AllowRules.check(token, proofs.check(token, idToken, clock.instant()));
        return issue(token, ask, 0);
    }

    private Joined issue(LabToken token, Ask ask, int generation) {
        Bot bot = access.bot("bot-" + token.bot()).orElseThrow(() -> Refusal.denied("access denied"));
        access.requireUnlocked(bot.user());
        Instant now = clock.instant();
        Instant asked = ask.expires() == null ? now.plusSeconds(3600) : ask.expires();
        // A join for a time in the past succeeds on the real server too; its certificates are over before they begin.
        Instant limit = now.plus(Access.BOT_LIFE);
        Instant expires = asked.isBefore(limit) ? asked : limit;
        CertificateSpec spec = CertificateSpec.ownOf(
                bot.user(), bot.name(), UUID.randomUUID().toString(), authorities.cluster(), generation, expires);
        return new Joined(authorities.issueTls(spec, ask.tls()), authorities.issueSsh(spec, ask.ssh()));
    }
}
