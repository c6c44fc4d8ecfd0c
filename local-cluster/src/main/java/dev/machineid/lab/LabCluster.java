package dev.machineid.lab;

import dev.machineid.lab.access.Access;
import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.behind.Gate;
import dev.machineid.lab.cloud.AwsAccounts;
import dev.machineid.lab.cloud.AzureMachine;
import dev.machineid.lab.count.Counters;
import dev.machineid.lab.issuer.AzureDevOpsEndpoint;
import dev.machineid.lab.issuer.CloudEndpoint;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.issuer.MintEndpoint;
import dev.machineid.lab.join.BoundKeypairToken;
import dev.machineid.lab.join.JoinDesk;
import dev.machineid.lab.join.LabToken;
import dev.machineid.lab.rpc.RpcServer;
import dev.machineid.lab.ssh.NodeDirectory;
import dev.machineid.lab.ssh.SshProxy;
import dev.machineid.lab.tls.Door;
import dev.machineid.lab.tls.Origins;
import dev.machineid.lab.tls.Route;
import dev.machineid.lab.tls.TlsRouter;
import dev.machineid.lab.web.AuthRest;
import dev.machineid.lab.web.KubernetesHandler;
import dev.machineid.lab.web.WebHandler;
import dev.machineid.lab.web.WebServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * A running Teleport-speaking cluster on loopback: a root with the node {@code node-1}, a leaf with {@code leaf-node},
 * one TLS port for everything and the auth server's own. {@link #start()} gives one with a bot {@code ci}, a role {@code ci} and a join token per
 * platform; {@link #builder()} changes that.
 */
public final class LabCluster implements AutoCloseable {
    /** The name of the root cluster's SSH node. */
    public static final String NODE = "node-1";

    /** The name of the web application, which says who asks. */
    public static final String WEB_APPLICATION = "hello";

    /** The name of the TCP application, which gives back what it gets. */
    public static final String TCP_APPLICATION = "echo";

    /** The name of the database, a stand-in for PostgreSQL unless the settings name a real one. */
    public static final String DATABASE = "pg-main";

    /** The name of the leaf cluster's SSH node. */
    public static final String LEAF_NODE = "leaf-node";

    private final Counters counters = new Counters();
    private final Parts parts = new Parts();
    private final Access access;
    private final JoinDesk desk;
    private final ClusterAuthorities root;
    private final ClusterAuthorities leaf;
    private final Authority web;
    private final Issuer issuer;
    private final AwsAccounts aws;
    private final PlatformEndpoints platforms;
    private final TlsRouter router;
    private final TlsRouter authRouter;
    private final NodeDirectory nodes;

    LabCluster(LabBuilder settings) throws Exception {
        ExecutorService threads = parts.threads();
        access = settings.access();
        root = new ClusterAuthorities(settings.clusterName, settings.clock, settings.rotating);
        leaf = new ClusterAuthorities(settings.leafName, settings.clock, false);
        web = Authority.create("web", "Lab web", settings.clock.instant());
        issuer = settings.issuer();
        aws = new AwsAccounts(settings.clock);
        AzureMachine azure = new AzureMachine(settings.clock);
        desk = new JoinDesk(root, access, settings.clock, settings.keys(issuer), aws, azure);
        if (settings.openSource) {
            desk.openSource();
        }
        settings.tokens().forEach(desk::add);
        try {
            List<String> names = settings.hostNames();
            nodes = new SshNodes(settings, access, counters, parts).start(root, leaf);
            Origins origins = new Origins();
            parts.keep(new TargetServers(settings, access.targets(), origins, threads));
            Map<Route, InetSocketAddress> backends = new EnumMap<>(Route.class);
            RpcServer rpc = parts.keep(new RpcServer(
                    new RpcServer.Parts(
                            root,
                            List.of(leaf),
                            access,
                            desk,
                            nodes,
                            settings.clock,
                            settings.version(),
                            settings.joinService,
                            settings.forbidVersionKey,
                            this::proxy),
                    origins,
                    counters,
                    threads));
            List.of(Route.JOIN, Route.AUTH, Route.SSH_GRPC).forEach(route -> backends.put(route, rpc.address()));
            Discovery discovery =
                    new Discovery(settings.clusterName, settings.version(), names.get(0), settings.openSource);
            WebServer http = parts.keep(new WebServer(new WebHandler(
                    root,
                    desk,
                    !settings.joinService,
                    new AuthRest(settings.clusterName, List.of(settings.leafName), access, counters),
                    () -> discovery.answer(port()),
                    settings.clock,
                    origins,
                    counters)));
            List.of(Route.WEB, Route.AUTH_REST).forEach(route -> backends.put(route, http.address()));
            WebServer kubernetes =
                    parts.keep(new WebServer(new KubernetesHandler(access, origins, counters, settings.joinService)));
            backends.put(Route.KUBERNETES, kubernetes.address());
            platforms = PlatformEndpoints.start(issuer, aws, azure, settings.clock, parts);
            List<String> proxyNames = new java.util.ArrayList<>(names);
            proxyNames.addAll(List.of("127.0.0.1", "::1", settings.clusterName));
            SshProxy proxy =
                    parts.keep(new SshProxy(root, proxyNames, nodes, access, settings.clock, counters, threads));
            backends.put(Route.SSH, proxy.address());
            authRouter = parts.keep(new TlsRouter(
                    Door.auth(settings.authPort),
                    root,
                    web,
                    List.of(NODE),
                    Map.of(Route.AUTH, rpc.address(), Route.AUTH_REST, http.address()),
                    origin -> Optional.empty(),
                    origins,
                    counters,
                    threads));
            router = parts.keep(new TlsRouter(
                    Door.proxy(settings.port, settings.clusterName, settings.upgrades()),
                    root,
                    web,
                    TargetServers.names(names),
                    backends,
                    new Gate(access, counters),
                    origins,
                    counters,
                    threads));
            router.start();
            authRouter.start();
        } catch (Exception failed) {
            close();
            throw failed;
        }
    }

    /** A cluster with the default settings. */
    public static LabCluster start() {
        return builder().start();
    }

    public static LabBuilder builder() {
        return new LabBuilder();
    }

    /** The TLS port on 127.0.0.1. */
    public int port() {
        return router.port();
    }

    /** The proxy's address, {@code localhost:PORT}. */
    public String proxy() {
        return "localhost:" + port();
    }

    /** The auth server's own port on 127.0.0.1: gRPC and HTTP/1.1 with the cluster's certificate. */
    public int authPort() {
        return authRouter.port();
    }

    /** The auth server's own address, {@code 127.0.0.1:PORT}. */
    public String auth() {
        return "127.0.0.1:" + authPort();
    }

    /** The private authority of the proxy's web certificate, PEM: what a client's {@code ca-file} holds. */
    public byte[] webCaPem() {
        return web.pem().getBytes(StandardCharsets.US_ASCII);
    }

    /** The authority of the proxy's web certificate, for a load balancer with a certificate from the same one. */
    public Authority web() {
        return web;
    }

    /** The pin of the host authority, {@code sha256:HEX}. */
    public String caPin() {
        return root.host().pin();
    }

    /** The root cluster's authorities, for tests that look at what was issued or need a certificate of their own. */
    public ClusterAuthorities root() {
        return root;
    }

    /** The leaf cluster's authorities. */
    public ClusterAuthorities leaf() {
        return leaf;
    }

    public Issuer issuer() {
        return issuer;
    }

    /** The endpoint that stands for GitHub's id token service. */
    public MintEndpoint mint() {
        return platforms.mint();
    }

    /** The endpoint that stands for Azure DevOps' id token service. */
    public AzureDevOpsEndpoint azureDevOps() {
        return platforms.azureDevOps();
    }

    public Counters counters() {
        return counters;
    }

    /** The identities of the AWS that the cluster asks. */
    public AwsAccounts aws() {
        return aws;
    }

    /** The metadata servers and token services of the clouds. */
    public CloudEndpoint clouds() {
        return platforms.clouds();
    }

    /** The SSH nodes and their ports. */
    public NodeDirectory nodes() {
        return nodes;
    }

    public void addToken(LabToken token) {
        desk.add(token);
    }

    /** Adds a join token of the method {@code bound_keypair}; what joins do to it is seen in the given object. */
    public void addToken(BoundKeypairToken token) {
        desk.add(token);
    }

    /** Locks a join token, as far as its method looks at such locks. */
    public void lockToken(String name, String message) {
        access.lockToken(name, message);
    }

    /** Takes the lock off a join token. */
    public void unlockToken(String name) {
        access.unlockToken(name);
    }

    /** Bots and roles, to change or to hide while the cluster runs. */
    public Access access() {
        return access;
    }

    public void removeToken(String name) {
        desk.remove(name);
    }

    /** Locks a bot: joins, calls and logins of it are refused from now on. */
    public void lock(String bot, String message) {
        access.lock("bot-" + bot, message);
    }

    public void unlock(String bot) {
        access.unlock("bot-" + bot);
    }

    /** Stops everything; connections are cut. */
    @Override
    public void close() {
        parts.close();
    }
}
