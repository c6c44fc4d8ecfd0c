package dev.machineid.lab.authority;

/** The one target a user certificate is bound to; every text is "" where it is bound to none of that kind. */
public record Binding(
        String kubernetesCluster,
        String application,
        String applicationSession,
        String applicationAddress,
        String database,
        String databaseProtocol,
        String databaseUser,
        String databaseName) {
    /** Bound to nothing. */
    public static final Binding NONE = kubernetes("");

    public static Binding kubernetes(String cluster) {
        return new Binding(cluster, "", "", "", "", "", "", "");
    }

    public static Binding application(String name, String session, String address) {
        return new Binding("", name, session, address, "", "", "", "");
    }

    public static Binding database(String name, String protocol, String user, String database) {
        return new Binding("", "", "", "", name, protocol, user, database);
    }
}
