package dev.machineid.lab.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** The bots, roles and locks of one cluster, and the rules that follow from them. Safe for use by many threads. */
public final class Access {
    /** The longest life of a bot's own certificate: its role's session limit. */
    public static final Duration BOT_LIFE = Duration.ofHours(12);

    /** The longest life of an impersonated certificate. */
    public static final Duration OUTPUT_LIFE = Duration.ofHours(24);

    private final Map<String, Bot> botsByUser = new ConcurrentHashMap<>();
    private final Map<String, LabRole> roles = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> kubernetesClusters = new ConcurrentHashMap<>();
    private final Workloads workloads = new Workloads();
    private volatile boolean sessionMfa;
    private volatile String deviceTrustMode = "";
    private volatile boolean rolesHidden;
    private volatile CountDownLatch rolesHeld = new CountDownLatch(0);
    private final Map<String, String> locks = new ConcurrentHashMap<>();
    private final Targets targets = new Targets();
    private final RenewalCounts renewals = new RenewalCounts();

    /** Applications and databases. */
    public Targets targets() {
        return targets;
    }

    /** How often each renewable identity was issued. */
    public RenewalCounts renewals() {
        return renewals;
    }

    public void add(Bot bot) {
        botsByUser.put(bot.user(), bot);
    }

    public void add(LabRole role) {
        roles.put(role.name(), role);
    }

    /** What the cluster asks of every connection: a second factor, and a mode of device trust ("" is none). */
    public void prefer(boolean mfa, String deviceTrust) {
        sessionMfa = mfa;
        deviceTrustMode = deviceTrust;
    }

    public boolean sessionMfa() {
        return sessionMfa;
    }

    public String deviceTrustMode() {
        return deviceTrustMode;
    }

    /** Hides every role, or shows them again: their readers are refused. */
    public void hideRoles(boolean hidden) {
        rolesHidden = hidden;
    }

    /** Lets whoever wants to read roles wait until the latch is released. */
    public void holdRoles(CountDownLatch until) {
        rolesHeld = until;
    }

    /** Refuses to show roles while they are hidden, and waits while they are held. */
    public void answerRoles() {
        try {
            rolesHeld.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (rolesHidden) {
            throw Refusal.denied("access denied to perform action \"read\" on \"role\"");
        }
    }

    /** Registers a Kubernetes cluster with its labels. */
    public void addKubernetesCluster(String name, Map<String, String> labels) {
        kubernetesClusters.put(name, Map.copyOf(labels));
    }

    /** The names of the Kubernetes clusters that have all of these labels, sorted. */
    public List<String> kubernetesClusters(Map<String, String> labels) {
        return kubernetesClusters.entrySet().stream()
                .filter(cluster -> cluster.getValue().entrySet().containsAll(labels.entrySet()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The workload identities. */
    public Workloads workloads() {
        return workloads;
    }

    /** Refuses a Kubernetes cluster that is not registered; "" is none and passes. */
    public void requireKubernetesCluster(String name) {
        if (!name.isEmpty() && !kubernetesClusters.containsKey(name)) {
            throw Refusal.badParameter("kubernetes cluster \"" + name + "\" is not registered in this teleport cluster;"
                    + " you can list registered kubernetes clusters using 'tsh kube ls'");
        }
    }

    /** Refuses a connection that is asked for a second factor or a trusted device; {@code login} is "" but for a node's. */
    public void requireAdmitted(Collection<String> roleNames, String kind, String login) {
        Admission.require(this, roleNames, kind, login);
    }

    /** Locks the user with a message; every later request of it is refused. */
    public void lock(String user, String message) {
        locks.put(user, message);
    }

    public void unlock(String user) {
        locks.remove(user);
    }

    /** The bot behind a user name. */
    public Optional<Bot> bot(String user) {
        return Optional.ofNullable(botsByUser.get(user));
    }

    /** The role of that name. */
    public Optional<LabRole> role(String name) {
        return Optional.ofNullable(roles.get(name));
    }

    /** Refuses a locked user. */
    public void requireUnlocked(String user) {
        String message = locks.get(user);
        if (message != null) {
            throw Refusal.denied("lock targeting User:\"" + user + "\" is in force: " + message);
        }
    }

    /** Notes that a bot got its first renewable certificate. */
    public void beginRenewals(Bot bot, String instance) {
        renewals.begin(bot.user(), instance);
    }

    /** Counts a renewal, or a join without a renewable identity (0); a wrong count locks the bot or its instance. */
    public void countRenewal(Bot bot, String instance, int presented) {
        if (!renewals.advance(bot.user(), instance, presented)) {
            int stored = renewals.of(bot.user(), instance);
            String message = "The bot " + (renewals.isPerBot() ? "user \"" + bot.user() : "instance \"" + instance)
                    + "\" has been locked due to a certificate generation mismatch, possibly indicating a stolen"
                    + " certificate.";
            lock(renewals.isPerBot() ? bot.user() : instance, message);
            throw Refusal.denied("renewable cert generation mismatch: stored=" + stored + ", presented=" + presented);
        }
    }

    /** Refuses a locked bot instance; "" is none and passes. */
    public void requireInstanceUnlocked(String instance) {
        String message = instance.isEmpty() ? null : locks.get(instance);
        if (message != null) {
            throw Refusal.denied("lock targeting BotInstanceID:\"" + instance + "\" is in force: " + message);
        }
    }

    /** Refuses a locked join token. */
    public void requireTokenUnlocked(String name) {
        String message = locks.get(tokenLock(name));
        if (message != null) {
            throw Refusal.denied("lock targeting JoinToken:\"" + name + "\" is in force: " + message);
        }
    }

    /** Locks a join token. */
    public void lockToken(String name, String message) {
        lock(tokenLock(name), message);
    }

    public void unlockToken(String name) {
        unlock(tokenLock(name));
    }

    private static String tokenLock(String name) {
        return "token/" + name;
    }

    /** The roles asked for, if the bot may impersonate every one of them. */
    public List<LabRole> impersonate(Bot bot, Collection<String> asked) {
        if (asked.isEmpty()) {
            throw Refusal.badParameter("at least one role request is required");
        }
        for (String name : asked) {
            if (!roles.containsKey(name)) {
                throw Refusal.notFound("role " + name + " is not found");
            }
        }
        if (!bot.roles().containsAll(asked)) {
            String list = asked.stream().map(r -> '"' + r + '"').collect(Collectors.joining(" ", "[", "]"));
            throw Refusal.denied("user \"" + bot.user() + "\" has requested role impersonation for " + list);
        }
        return asked.stream().distinct().map(roles::get).toList();
    }

    /** The logins that the roles give to the bot. */
    public static Set<String> logins(Bot bot, Collection<LabRole> held) {
        Set<String> logins = new LinkedHashSet<>();
        held.forEach(role -> logins.addAll(role.loginsFor(bot.logins())));
        return logins;
    }

    /** The end of a certificate's life: what was asked, cut without a word to the limit; a time in the past is refused. */
    public static Instant expiry(Instant asked, Instant now, Duration limit, Collection<LabRole> held) {
        if (!asked.isAfter(now)) {
            throw Refusal.denied("access denied: client credentials have expired, please relogin");
        }
        Instant end = earlier(asked, now.plus(limit));
        for (LabRole role : held) {
            end = earlier(end, now.plus(role.maxSessionTtl()));
        }
        return end;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
