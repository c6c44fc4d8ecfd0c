package dev.machineid.gitlab;

import dev.machineid.lab.LabCluster;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** One {@code include} of the component with its inputs, as lines of a {@code .gitlab-ci.yml}; values are YAML. */
record Include(Map<String, String> inputs) {
    /** The inputs that every pipeline of these tests needs. */
    static Include of(LabCluster lab, ComponentProject component, Path certificate) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("proxy", lab.proxy());
        inputs.put("cluster-name", "lab-root");
        inputs.put("token", "deploy-gitlab");
        inputs.put("ca-file", certificate.toString());
        inputs.put("download-base", component.release().toString());
        return new Include(inputs);
    }

    Include with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(inputs);
        more.put(name, value);
        return new Include(more);
    }

    Include without(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(inputs);
        fewer.remove(name);
        return new Include(fewer);
    }

    /** The item of the list {@code include}. */
    String yaml() {
        return "  - component: $CI_SERVER_FQDN/acme/machine-id/machine-id@" + ComponentProject.TAG + "\n    inputs:\n"
                + inputs.entrySet().stream()
                        .map(input -> "      " + input.getKey() + ": " + input.getValue() + "\n")
                        .collect(Collectors.joining());
    }
}
