package dev.machineid.lab.access;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The workload identities of one cluster, and who may have them. Safe for use by many threads. */
public final class Workloads {
    /** The most that one request by labels may lead to. */
    private static final int MOST = 10;

    private final Map<String, LabWorkload> byName = new ConcurrentHashMap<>();

    public void add(LabWorkload workload) {
        byName.put(workload.name(), workload);
    }

    /** The one of that name, if one of the roles may have it. */
    public LabWorkload named(String name, Collection<String> roles) {
        LabWorkload workload = byName.get(name);
        if (workload == null) {
            throw Refusal.notFound("workload_identity \"" + name + "\" doesn't exist");
        }
        if (!allowed(workload, roles)) {
            throw Refusal.denied("access denied");
        }
        return workload;
    }

    /** Those that have one of the values for every key, and that one of the roles may have; sorted by name. */
    public List<LabWorkload> labelled(Map<String, List<String>> labels, Collection<String> roles) {
        if (labels.isEmpty()) {
            throw Refusal.badParameter("label_selectors: at least one label selector must be specified");
        }
        List<LabWorkload> found = byName.values().stream()
                .filter(workload -> allowed(workload, roles))
                .filter(workload -> labels.entrySet().stream()
                        .allMatch(wanted ->
                                wanted.getValue().contains(workload.labels().getOrDefault(wanted.getKey(), ""))))
                .sorted(Comparator.comparing(LabWorkload::name))
                .toList();
        if (found.size() > MOST) {
            throw Refusal.badParameter("number of identities that would be issued exceeds maximum permitted (max = "
                    + MOST + "), use more specific labels");
        }
        return found;
    }

    private static boolean allowed(LabWorkload workload, Collection<String> roles) {
        return roles.stream().anyMatch(workload.roles()::contains);
    }
}
