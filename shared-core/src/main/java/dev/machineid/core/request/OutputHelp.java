package dev.machineid.core.request;

/** Who reads what an output consists of, and what breaks it: for help and manual, a line each. */
public final class OutputHelp {
    private OutputHelp() {}

    /** The programs that can use it. */
    public static String readers(OutputKind kind) {
        return switch (kind) {
            case IDENTITY ->
                "tsh -i, tctl -i, Terraform, Teleport's API clients; allow-reissue lets them ask for further"
                        + " certificates, such as tsh -i FILE db login";
            case SSH -> "ssh, scp, rsync, git, Ansible, by the ssh_config";
            case KUBERNETES -> "kubectl, Helm and whatever takes a kubeconfig";
            case DATABASE -> "psql, mysql, mongosh and drivers, by a tunnel or with the certificate's files";
            case APPLICATION -> "curl and HTTP clients with a client certificate; TCP applications by a tunnel";
            case TERRAFORM -> "Teleport's Terraform provider, by two variables";
            case WORKLOAD_IDENTITY ->
                "Envoy, Vault and SPIFFE libraries, by svid.pem, svid.key, bundle.pem and jwt_svid";
        };
    }

    /** What makes it useless. */
    public static String breakers(OutputKind kind) {
        return switch (kind) {
            case IDENTITY ->
                "a copy elsewhere, which nobody renews or removes; session MFA or device trust in every role;"
                        + " allow-reissue on an older cluster, which does not know it";
            case SSH ->
                "a login that no role allows; session MFA or device trust in a role for the nodes; a copied path of"
                        + " a generation that was renewed";
            case KUBERNETES ->
                "a load balancer that ends TLS, without port=; a role without kubernetes_groups or kubernetes_users; session"
                        + " MFA; a program that outlives the certificate, without exec=true; a cluster behind a leaf"
                        + " cluster, which is refused";
            case DATABASE ->
                "a role without db_labels, db_users or db_names that fit; session MFA; a database of a leaf"
                        + " cluster, which is refused";
            case APPLICATION ->
                "a role without app_labels that fit; session MFA; past a load balancer that ends TLS, no tunnel; an"
                        + " application of a leaf cluster, which is refused";
            case TERRAFORM ->
                "provider settings in the code that override the variables; a plan and an apply in different" + " jobs";
            case WORKLOAD_IDENTITY ->
                "a role without workload_identity_labels that fit; a cluster older than Teleport 17; certificate and key"
                        + " of two generations";
        };
    }
}
