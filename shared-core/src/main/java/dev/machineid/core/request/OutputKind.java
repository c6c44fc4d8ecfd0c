package dev.machineid.core.request;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kinds of outputs there are; {@link #supported()} are those this version issues. */
public enum OutputKind {
    /** One combined identity file, for tsh, tctl, Terraform and the API clients. */
    IDENTITY("identity", Naming.NONE, "identity or identity,allow-reissue=true", "allow-reissue"),
    /** Key, certificate, known_hosts and ssh_config; the name is a leaf cluster's. */
    SSH("ssh", Naming.OPTIONAL, "ssh or ssh:LEAF, with proxy-command=program, openssl or multiplexer", "proxy-command"),
    /** A kubeconfig; the name is the Kubernetes cluster's, {@code *} every one that the roles see. */
    KUBERNETES(
            "kubernetes",
            Naming.OR_LABELS,
            "kubernetes:NAME, kubernetes:* or kubernetes,labels=KEY:VALUE, each also with exec=true and port=PORT",
            "labels exec port"),
    /** A database client's certificate; the name is the database service's. */
    DATABASE(
            "database",
            Naming.REQUIRED,
            "database:SERVICE,user=USER,name=DATABASE,format=FORMAT,port=PORT",
            "user name format port"),
    /** A client certificate for a web or TCP application; the name is the application's. */
    APPLICATION("application", Naming.REQUIRED, "application:NAME,port=PORT", "port"),
    /** The variables of the Terraform provider. */
    TERRAFORM("terraform", Naming.NONE, "terraform", ""),
    /** A SPIFFE identity; the name is the workload identity's. */
    WORKLOAD_IDENTITY(
            "workload-identity",
            Naming.OR_LABELS,
            "workload-identity:NAME or workload-identity,labels=KEY:VALUE, each also with audience=AUDIENCE and format=jwt",
            "labels audience format");

    /** Whether an output of a kind has a name. */
    enum Naming {
        NONE,
        OPTIONAL,
        REQUIRED,
        /** A name, or labels that choose. */
        OR_LABELS
    }

    private static final Set<OutputKind> SUPPORTED = Collections.unmodifiableSet(EnumSet.allOf(OutputKind.class));

    private final String word;
    private final Naming naming;
    private final String form;
    private final String keys;

    OutputKind(String word, Naming naming, String form, String keys) {
        this.word = word;
        this.naming = naming;
        this.form = form;
        this.keys = keys;
    }

    /** The word in {@code outputs}. */
    public String word() {
        return word;
    }

    /** How an output of this kind is written. */
    public String form() {
        return form;
    }

    /** The settings it takes. */
    public List<String> keys() {
        return keys.isEmpty() ? List.of() : List.of(keys.split(" ", -1));
    }

    Naming naming() {
        return naming;
    }

    /** Whether the target must be of the root cluster: a leaf serves bots over SSH only. */
    boolean rootOnly() {
        return this == KUBERNETES || this == DATABASE || this == APPLICATION;
    }

    /** The kinds this version issues. */
    public static Set<OutputKind> supported() {
        return SUPPORTED;
    }

    /** The kind of this word. */
    public static Optional<OutputKind> find(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
