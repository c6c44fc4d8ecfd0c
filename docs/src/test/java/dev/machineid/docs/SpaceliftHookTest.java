package dev.machineid.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.Platform;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class SpaceliftHookTest {
    private static String page(String path) throws IOException {
        return SpaceliftHook.pages(Tree.ROOT).stream()
                .filter(page -> page.path().equals("spacelift-hook/" + path))
                .findFirst()
                .orElseThrow()
                .text();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> manifest() throws IOException {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(page("plugin.yaml"));
    }

    private static Map<String, Object> context() throws IOException {
        return Forms.entries(manifest().get("contexts")).get(0);
    }

    @Test
    void manifest_mountedFiles_areTheScriptsByteForByte() throws IOException {
        List<Map<String, Object>> files = Forms.entries(context().get("mounted_files"));

        assertThat(files).hasSize(2);
        assertThat(files.get(0).get("content")).isEqualTo(page("login.sh"));
        assertThat(files.get(1).get("content")).isEqualTo(page("logout.sh"));
    }

    @Test
    void manifest_everyOption_hasAParameterAndAVariable() throws IOException {
        Set<String> parameters = values(Forms.entries(manifest().get("parameters")), "id");
        Set<String> variables = values(Forms.entries(context().get("env")), "key");

        for (OptionSpec spec : OptionCatalogue.of(Platform.SPACELIFT)) {
            assertThat(parameters).contains(spec.snake());
            assertThat(variables).contains(spec.environmentName());
        }
        assertThat(values(Forms.entries(context().get("env")), "value_from_parameter"))
                .isEqualTo(parameters);
    }

    @Test
    void manifest_parameterNamesAndIds_areUnique() throws IOException {
        List<Map<String, Object>> parameters = Forms.entries(manifest().get("parameters"));

        assertThat(values(parameters, "id")).hasSameSizeAs(parameters);
        assertThat(values(parameters, "name")).hasSameSizeAs(parameters);
    }

    @Test
    void scripts_holdTheBootScriptAndNoOpenPlace() throws IOException {
        String boot = Tree.read(Tree.ROOT.resolve("command/boot/machine-id.sh")).replaceFirst("#!/bin/sh\n", "");

        assertThat(page("login.sh")).contains(boot).doesNotContain("# insert ");
        assertThat(page("logout.sh")).contains(boot).doesNotContain("# insert ");
    }

    private static Set<String> values(List<Map<String, Object>> entries, String key) {
        Set<String> values = new TreeSet<>();
        entries.forEach(entry -> values.add(String.valueOf(entry.get(key))));
        return values;
    }
}
