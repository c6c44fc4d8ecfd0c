package dev.machineid.core.issue;

/** What a role can let somebody connect to. */
public enum Reach {
    NODES("nodes"),
    KUBERNETES("Kubernetes clusters"),
    APPLICATIONS("applications"),
    DATABASES("databases");

    private final String words;

    Reach(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
