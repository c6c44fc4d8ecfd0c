package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.Platform;
import java.util.List;
import java.util.stream.Stream;

/** The fields that only the Jenkins plugin has, and the catalogue's that an administrator can set for a cluster. */
final class JenkinsFields {
    private static final String STEP = "MachineIdStep";
    private static final String CLUSTER = "config/ClusterConfiguration";
    private static final String CREDENTIALS =
            "Credential of Jenkins that proves who the build is: an OpenID Connect id token, minted anew for every build and"
                    + " every renewal, or any secret text that holds an id token or the secret of join method token.";
    private static final String NO_CREDENTIALS =
            "Without one the agent has to have a proof itself: a Kubernetes service account, or what oidcEnv, oidcFile or"
                    + " oidcCommand name.";
    private static final String JOIN_ON =
            "Which machine joins the cluster. auto: the agent, so that the private key never leaves it; the controller where"
                    + " the agent does not reach the cluster, which the log says. agent and controller insist.";
    private static final List<String> CLUSTERS = List.of(
            "The clusters that jobs below can use. A job that names none gets the first; one that gives a proxy gets the one"
                    + " with that proxy.",
            "A folder's entry with the name of an outer one says only what is different there: the nearest wins.");
    private static final List<String> FORBID = List.of(
            "Makes these clusters the only ones for all jobs below, and keeps what they set: a folder or a job that says"
                    + " otherwise is refused. What is left empty here may be said below.");

    /** The options whose value has one place for a whole cluster. */
    private static final List<String> OF_A_CLUSTER =
            List.of("proxy", "cluster-name", "ca-pins", "token", "join-method", "ttl", "timeout");

    private JenkinsFields() {}

    /**
     * A field.
     *
     * @param folder of its class, below the plugin's resources
     * @param help one paragraph each
     */
    record Field(String folder, String name, List<String> help) {}

    static List<Field> own() {
        return List.of(
                new Field(
                        STEP,
                        "cluster",
                        List.of(
                                "Name of a cluster in the configuration of Jenkins or of a folder, which says what is not"
                                        + " said here. Empty for the nearest place's first, or the one with the given proxy.")),
                new Field(STEP, "credentialsId", List.of(CREDENTIALS, NO_CREDENTIALS)),
                new Field(STEP, "joinOn", List.of(JOIN_ON)),
                new Field(
                        STEP,
                        "daemonDirectory",
                        List.of(
                                "Directory on the agent in which a daemon keeps credentials fresh, this project's or"
                                        + " Teleport's own. They are checked and copied; nothing is joined, and the"
                                        + " directory is not changed.",
                                "It needs an output of kind identity; the agent's user must be able to read it.")),
                new Field(
                        CLUSTER, "name", List.of("What jobs call this cluster. May be empty where there is only one.")),
                new Field(
                        CLUSTER,
                        "certificates",
                        List.of(
                                "Certificates (PEM) of the authority that issued the proxy's certificate, where that is not"
                                        + " a public one. Agents need no file of their own then.")),
                new Field(CLUSTER, "credentialsId", List.of(CREDENTIALS, NO_CREDENTIALS)),
                new Field(CLUSTER, "joinOn", List.of(JOIN_ON)),
                new Field("config/MachineIdGlobal", "clusters", CLUSTERS),
                new Field("config/MachineIdGlobal", "overridingForbidden", FORBID),
                new Field("config/MachineIdFolder", "clusters", CLUSTERS),
                new Field("config/MachineIdFolder", "overridingForbidden", FORBID),
                new Field(
                        "MachineIdWrapper",
                        "identities",
                        List.of(
                                "The identities of this build. From the second on each needs a prefix, so that its variables"
                                        + " have names of their own.")),
                output("SshOutput", "leaf", "A leaf cluster that must be there. Every leaf cluster is reached anyway."),
                output(
                        "SshOutput",
                        "proxyCommand",
                        "How ssh gets through the proxy: program needs the agent's Java where ssh runs, openssl needs"
                                + " openssl and a shell. Found out for a block inside a container, if empty."),
                output(
                        "KubernetesOutput",
                        "name",
                        "Name of the Kubernetes cluster in Teleport, or * for every one that the bot's roles see."),
                output("KubernetesOutput", "labels", LABELS),
                output(
                        "KubernetesOutput",
                        "exec",
                        "The kubeconfig asks our program for the newest certificate each time, for blocks that outlive one;"
                                + " otherwise it holds the certificate."),
                output(
                        "KubernetesOutput",
                        "port",
                        "Where a load balancer in front of the proxy ends TLS: a port on 127.0.0.1 of the agent, or auto, to which"
                                + " the kubeconfig leads while the block runs."),
                output(
                        "IdentityOutput",
                        "allowReissue",
                        "Let the identity ask for further certificates itself, as tsh -i FILE db login does. Needs a cluster"
                                + " that knows it; an older one does not, which the log says."),
                output("ApplicationOutput", "name", "Name of the application in Teleport."),
                output("WorkloadIdentityOutput", "name", "Name of the workload identity in Teleport."),
                output("WorkloadIdentityOutput", "labels", LABELS),
                output(
                        "WorkloadIdentityOutput",
                        "audience",
                        "Whom a JWT is for; without it there is an X.509 certificate only. Several are separated by spaces."),
                output("WorkloadIdentityOutput", "format", "jwt leaves the X.509 certificate out."),
                output("DatabaseOutput", "service", "Name of the database service in Teleport."),
                output("DatabaseOutput", "user", "User in the database."),
                output("DatabaseOutput", "name", "Name of the database in its service."),
                output(
                        "DatabaseOutput",
                        "format",
                        "How the files are written: tls, mongo or cockroach; those of tls are always there."),
                output("DatabaseOutput", "port", PORT),
                output("ApplicationOutput", "port", PORT));
    }

    private static final String PORT =
            "A port on 127.0.0.1 of the agent that leads there while the block runs, or auto for any free one; the variables"
                    + " lead there too. Every user of the agent may connect to it meanwhile.";

    private static final String LABELS =
            "In place of a name: KEY:VALUE, several separated by commas; every one must match.";

    private static Field output(String type, String name, String help) {
        return new Field("output/" + type, name, List.of(help));
    }

    /** The class of an output in the plugin. */
    static String folder(OutputKind kind) {
        return "output/"
                + switch (kind) {
                    case IDENTITY -> "Identity";
                    case SSH -> "Ssh";
                    case KUBERNETES -> "Kubernetes";
                    case DATABASE -> "Database";
                    case APPLICATION -> "Application";
                    case TERRAFORM -> "Terraform";
                    case WORKLOAD_IDENTITY -> "WorkloadIdentity";
                }
                + "Output";
    }

    static Stream<OptionSpec> cluster() {
        return OF_A_CLUSTER.stream().map(name -> OptionCatalogue.find(name).orElseThrow());
    }

    /** Outputs are symbols in a pipeline. */
    static String example(OptionSpec spec) {
        return spec.name().equals("outputs") ? "[ssh(), kubernetes('staging')]" : spec.example();
    }

    /** The catalogue's options that have a field of plain text or a box to tick. */
    static List<OptionSpec> plain() {
        return OptionCatalogue.of(Platform.JENKINS).stream()
                .filter(spec -> !spec.name().equals("outputs"))
                .toList();
    }
}
