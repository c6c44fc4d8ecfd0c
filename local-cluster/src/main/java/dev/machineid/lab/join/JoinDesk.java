package dev.machineid.lab.join;

import com.nimbusds.jose.jwk.JWKSet;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.Bot;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.CertificateSpec;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.cloud.AwsAccounts;
import dev.machineid.lab.cloud.AzureMachine;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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
    private final AwsAccounts aws;
    private final AzureMachine azure;
    private final Map<String, LabToken> tokens = new ConcurrentHashMap<>();
    private final Map<String, BoundKeypairToken> keyPairs = new ConcurrentHashMap<>();
    private final JoinStates joinStates;

    /** With an AWS in which nobody lives and an Azure machine nobody has. */
    public JoinDesk(ClusterAuthorities authorities, Access access, Clock clock, JWKSet keys) {
        this(authorities, access, clock, keys, new AwsAccounts(clock), new AzureMachine(clock));
    }

    public JoinDesk(
            ClusterAuthorities authorities,
            Access access,
            Clock clock,
            JWKSet keys,
            AwsAccounts aws,
            AzureMachine azure) {
        this.aws = aws;
        this.azure = azure;
        this.authorities = authorities;
        this.access = access;
        this.clock = clock;
        this.proofs = new ProofCheck(authorities.cluster(), keys);
        this.joinStates = new JoinStates(authorities.cluster(), clock);
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
        return issue(token, ask, 1, UUID.randomUUID().toString());
    }

    /** The rules of a join token of the method {@code bound_keypair}. */
    public void add(BoundKeypairToken token) {
        keyPairs.put(token.name(), token);
        add(token.asToken());
    }

    /** The rules behind a join token of the method {@code bound_keypair}. */
    public BoundKeypairToken keyPair(LabToken token) {
        return Optional.ofNullable(keyPairs.get(token.name())).orElseThrow(JoinDesk::notFound);
    }

    /** Issues to whom has signed with the bound key. */
    public Joined joinByKeyPair(LabToken token, Ask ask, String instance) {
        return issue(token, ask, 0, instance);
    }

    /** Signs and checks what {@code bound_keypair} clients keep. */
    public JoinStates joinStates() {
        return joinStates;
    }

    /** The bots and locks that joins are checked against. */
    public Access access() {
        return access;
    }

    public Clock clock() {
        return clock;
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
        Map<String, Object> claims = proofs.check(token, idToken, clock.instant());
        AllowRules.check(token, token.method() == JoinMethod.GCP ? GoogleFacts.of(claims) : claims);
        return issue(token, ask, 0, UUID.randomUUID().toString());
    }

    /**
     * Joins by an Azure machine's document and its identity's token.
     *
     * @param document empty where the machine has none, which only newer servers take
     * @param certificates between the document's signer and the roots, DER
     */
    public Joined joinByAzure(
            LabToken token, String challenge, byte[] document, byte[] certificates, String accessToken, Ask ask) {
        String attested = document.length == 0 ? "" : azure.verified(document, certificates, challenge);
        Map<String, Object> claims = proofs.check(token, accessToken, clock.instant());
        AllowRules.check(token, AzureFacts.of(claims, attested));
        return issue(token, ask, 0, UUID.randomUUID().toString());
    }

    /** Joins by a signed request to AWS that answers the challenge. */
    public Joined joinByAws(LabToken token, String challenge, byte[] signedRequest, Ask ask) {
        AllowRules.check(token, IamCheck.check(aws, challenge, signedRequest));
        return issue(token, ask, 0, UUID.randomUUID().toString());
    }

    private Joined issue(LabToken token, Ask ask, int generation, String instance) {
        Bot bot = access.bot("bot-" + token.bot()).orElseThrow(() -> Refusal.denied("access denied"));
        access.requireUnlocked(bot.user());
        access.requireInstanceUnlocked(instance);
        if (generation > 0) {
            access.beginRenewals(bot, instance);
        } else {
            access.countRenewal(bot, instance, 0);
        }
        Instant now = clock.instant();
        Instant asked = ask.expires() == null ? now.plusSeconds(3600) : ask.expires();
        // A join for a time in the past succeeds on the real server too; its certificates are over before they begin.
        Instant limit = now.plus(Access.BOT_LIFE);
        Instant expires = asked.isBefore(limit) ? asked : limit;
        CertificateSpec spec =
                CertificateSpec.ownOf(bot.user(), bot.name(), instance, authorities.cluster(), generation, expires);
        return new Joined(authorities.issueTls(spec, ask.tls()), authorities.issueSsh(spec, ask.ssh()));
    }
}
