package dev.machineid.core.output;

import java.nio.file.Path;

/** Where a kubeconfig that asks our program finds what it asks for. */
public final class KubernetesFiles {
    /** The program's verb. */
    public static final String VERB = "kubernetes-credentials";

    /** The directory in a generation that says where the kubeconfig's tunnel leads. */
    public static final String TUNNEL = "kubernetes-tunnel";

    private KubernetesFiles() {}

    /** The certificate that is good for one Kubernetes cluster only, in a generation; the key stands in the identity file. */
    public static String certificate(String kubernetesCluster) {
        return "kubernetes/" + kubernetesCluster + ".crt";
    }

    /** The directory that holds all generations: {@code DIR/generations/N} is one of them. */
    static Path directoryOf(Place place) {
        Path folder = place.generation().getParent();
        Path directory = folder == null ? null : folder.getParent();
        return directory == null ? place.generation() : directory;
    }
}
