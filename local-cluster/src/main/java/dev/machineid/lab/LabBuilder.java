package dev.machineid.lab;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.Bot;
import dev.machineid.lab.access.LabGrants;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.access.LabTarget;
import dev.machineid.lab.access.LabWorkload;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.join.LabToken;
import dev.machineid.lab.tls.Upgrades;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settings of a cluster before it starts. Bots, roles and join tokens named here come on top of the defaults; the same name replaces a default. */
public final class LabBuilder {
    Clock clock = Clock.systemUTC();
    String clusterName = "lab-root";
    String leafName = "lab-leaf";
    boolean joinService = true;
    boolean rotating;
    boolean openSource;
    private boolean renewalsPerBot;
    boolean forbidVersionKey = true;
    int port;
    int authPort;
    Set<String> logins = Set.of("root", "ci");
    private final List<String> hostNames = new ArrayList<>(List.of("localhost"));
    private final Map<String, Bot> bots = new LinkedHashMap<>();
    private final Map<String, LabRole> roles = new LinkedHashMap<>();
    private final Map<String, LabToken> tokens = new LinkedHashMap<>();
    private final Map<String, String> locks = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> kubernetesClusters =
            new LinkedHashMap<>(Map.of("staging", Map.of("env", "staging")));
    private final List<LabWorkload> workloads = new ArrayList<>();
    private final List<LabTarget> databases = new ArrayList<>();
    private final List<JWK> otherKeys = new ArrayList<>();
    private @Nullable Issuer issuer;
    private boolean sessionMfa;
    private String deviceTrustMode = "";
    private @Nullable Upgrades upgrades;

    LabBuilder() {
        role(LabRole.of("ci", "root", "ci"));
        bot("ci", "ci");
        role(LabRole.of("mfa", "root", "ci").withSessionMfa());
        role(LabRole.of("mfa-prod", "ci").withSessionMfa().with(LabGrants.EVERYTHING.where("prod")));
        bot("mfa", "mfa");
        bot("mfa-part", "ci", "mfa-prod");
    }

    public LabBuilder clock(Clock other) {
        clock = other;
        return this;
    }

    public LabBuilder clusterName(String name) {
        clusterName = name;
        return this;
    }

    public LabBuilder leafName(String name) {
        leafName = name;
        return this;
    }

    /** The TLS port; 0, the default, takes any free one. */
    public LabBuilder port(int number) {
        port = number;
        return this;
    }

    /** The auth server's own port; 0, the default, takes any free one. */
    public LabBuilder authPort(int number) {
        authPort = number;
        return this;
    }

    /**
     * True, the default, for tests of a client that must never send the metadata key {@code version}; false lets
     * Teleport's own programs in, which always send theirs.
     */
    public LabBuilder forbidVersionKey(boolean forbidden) {
        forbidVersionKey = forbidden;
        return this;
    }

    /** One more name in the proxy's certificates. */
    public LabBuilder hostName(String name) {
        hostNames.add(name);
        return this;
    }

    /** False makes the cluster behave as version 15: no new join service, one key per certificate request. */
    public LabBuilder joinService(boolean present) {
        joinService = present;
        return this;
    }

    /** Makes the cluster the open-source edition, which refuses what only Teleport Enterprise has. */
    public LabBuilder openSource() {
        openSource = true;
        return this;
    }

    /**
     * Counts renewable certificates per bot, as servers before 16 do, and lets a bot have one such identity in its life;
     * otherwise each bot instance has a count of its own. Off unless said, so that one bot serves many tests.
     */
    public LabBuilder countRenewalsPerBot() {
        renewalsPerBot = true;
        return this;
    }

    /** The connection upgrades of the proxy's web port; by default those of the version. */
    public LabBuilder upgrades(Upgrades known) {
        upgrades = known;
        return this;
    }

    Upgrades upgrades() {
        Upgrades said = upgrades;
        return said != null ? said : joinService ? Upgrades.WEB_SOCKET : Upgrades.OWN;
    }

    /** Lets the root trust a second host authority, as in the middle of a rotation. */
    public LabBuilder rotating() {
        rotating = true;
        return this;
    }

    /** A bot that may impersonate these roles. */
    public LabBuilder bot(String name, String... roleNames) {
        bots.put(name, new Bot(name, List.of(roleNames), List.of()));
        return this;
    }

    /** The {@code logins} trait of a bot named before. */
    public LabBuilder botLogins(String name, String... loginNames) {
        bots.computeIfPresent(name, (n, bot) -> new Bot(n, bot.roles(), List.of(loginNames)));
        return this;
    }

    /** What the cluster asks of every connection: a second factor, and a mode of device trust ("" is none). */
    public LabBuilder asksForEveryConnection(boolean secondFactor, String deviceTrust) {
        sessionMfa = secondFactor;
        deviceTrustMode = deviceTrust;
        return this;
    }

    public LabBuilder role(LabRole role) {
        roles.put(role.name(), role);
        return this;
    }

    /** One more Kubernetes cluster beside {@code staging}; all of them have the same content. */
    public LabBuilder kubernetesCluster(String name) {
        return kubernetesCluster(name, Map.of());
    }

    /** The same with labels; {@code staging} has {@code env: staging}. */
    public LabBuilder kubernetesCluster(String name, Map<String, String> labels) {
        kubernetesClusters.put(name, labels);
        return this;
    }

    /** One more workload identity beside {@code deploy}, which the role {@code ci} may have, or in its place. */
    public LabBuilder workloadIdentity(LabWorkload workload) {
        workloads.add(workload);
        return this;
    }

    /** One more database beside {@code pg-main}, or in its place; it speaks its protocol in the clear at that address. */
    public LabBuilder database(String name, String protocol, InetSocketAddress address) {
        databases.add(new LabTarget(name, protocol, "", address));
        return this;
    }

    public LabBuilder joinToken(LabToken token) {
        tokens.put(token.name(), token);
        return this;
    }

    /** The logins that exist on the nodes; commands run as the lab's own user all the same. */
    public LabBuilder nodeLogins(String... names) {
        logins = Set.of(names);
        return this;
    }

    public LabBuilder lock(String bot, String message) {
        locks.put("bot-" + bot, message);
        return this;
    }

    /** The issuer whose tokens the cluster trusts; by default a new one. */
    public LabBuilder issuer(Issuer other) {
        issuer = other;
        return this;
    }

    /** Keys of issuers elsewhere, as {@code static_jwks} of a join token would name them. */
    public LabBuilder trust(JWKSet keys) {
        otherKeys.addAll(keys.getKeys());
        return this;
    }

    /** Starts the cluster. */
    public LabCluster start() {
        try {
            return new LabCluster(this);
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException("the local cluster did not start", failed);
        }
    }

    Access access() {
        Access access = new Access();
        access.prefer(sessionMfa, deviceTrustMode);
        roles.values().forEach(access::add);
        bots.values().forEach(access::add);
        locks.forEach(access::lock);
        kubernetesClusters.forEach(access::addKubernetesCluster);
        access.workloads()
                .add(new LabWorkload(
                        "deploy", "/ci/deploy", Map.of("team", "web"), Set.of("ci"), Duration.ofHours(24)));
        workloads.forEach(access.workloads()::add);
        if (renewalsPerBot) {
            access.renewals().countPerBot();
        }
        return access;
    }

    List<LabTarget> databases() {
        return List.copyOf(databases);
    }

    List<String> hostNames() {
        return List.copyOf(hostNames);
    }

    List<LabToken> tokens() {
        Map<String, LabToken> all = new LinkedHashMap<>();
        DefaultTokens.of(clusterName).forEach(token -> all.put(token.name(), token));
        all.putAll(tokens);
        return List.copyOf(all.values());
    }

    Issuer issuer() {
        return issuer == null ? Issuer.create(clock) : issuer;
    }

    /** Every key that may sign an id token. */
    JWKSet keys(Issuer own) {
        List<JWK> all = new ArrayList<>(own.publicKeys().getKeys());
        all.addAll(otherKeys);
        return new JWKSet(all);
    }

    String version() {
        return joinService ? "18.11.0" : "15.0.0-dev";
    }
}
