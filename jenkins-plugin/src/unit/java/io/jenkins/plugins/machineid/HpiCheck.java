package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What is in the plugin that the sibling build packs; runs after packaging. */
class HpiCheck {
    private static final Path HPI = Path.of(System.getProperty("machineid.hpi", "sibling/target/machine-id.hpi"));

    private static Set<String> inside(JarFile hpi, String jar) throws IOException {
        Set<String> names = new TreeSet<>();
        try (InputStream bytes = hpi.getInputStream(hpi.getEntry(jar));
                ZipInputStream zip = new ZipInputStream(bytes)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static String text(JarFile hpi, String jar, String name) throws IOException {
        try (InputStream bytes = hpi.getInputStream(hpi.getEntry(jar));
                ZipInputStream zip = new ZipInputStream(bytes)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
        }
        throw new AssertionError("not there: " + name);
    }

    @Test
    void manifest_saysWhatJenkinsAsks() throws Exception {
        try (JarFile hpi = new JarFile(HPI.toFile())) {
            Attributes main = hpi.getManifest().getMainAttributes();
            assertThat(main.getValue("Short-Name")).isEqualTo("machine-id");
            assertThat(main.getValue("Group-Id")).isEqualTo("io.jenkins.plugins");
            assertThat(main.getValue("Plugin-Version")).isEqualTo(System.getProperty("machineid.version"));
            assertThat(main.getValue("Jenkins-Version")).startsWith("2.541");
            assertThat(main.getValue("Plugin-Dependencies").split(","))
                    .hasSize(9)
                    .allMatch(dependency -> dependency.matches("[a-z0-9-]+:[0-9][0-9A-Za-z._-]+"));
        }
    }

    @Test
    void libraries_areOnlyThoseThatNoApiPluginBrings() throws Exception {
        try (JarFile hpi = new JarFile(HPI.toFile())) {
            List<String> jars = hpi.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".jar"))
                    .map(name -> name.replaceAll("-[0-9].*", ""))
                    .toList();
            assertThat(jars)
                    .containsExactlyInAnyOrder(
                            "WEB-INF/lib/machine-id.jar",
                            "WEB-INF/lib/machine-id-core",
                            "WEB-INF/lib/protobuf-javalite");
            assertThat(hpi.getEntry("META-INF/LICENSE")).isNotNull();
        }
    }

    @Test
    void classes_haveTheirIndexesAndTheProgram_andNoSignature() throws Exception {
        try (JarFile hpi = new JarFile(HPI.toFile())) {
            String jar = "WEB-INF/lib/machine-id.jar";
            assertThat(inside(hpi, jar))
                    .contains("index.jelly", "META-INF/annotations/hudson.Extension")
                    .contains("io/jenkins/plugins/machineid/session/machine-id.jar")
                    .contains("io/jenkins/plugins/machineid/MachineIdStep/help-proxy.html")
                    .noneMatch(name -> name.endsWith(".class") && !name.startsWith("io/jenkins/plugins/machineid/"));
            assertThat(text(hpi, jar, "META-INF/services/annotations/org.jenkinsci.Symbol"))
                    .contains("io.jenkins.plugins.machineid.config.MachineIdGlobal\n")
                    .contains("io.jenkins.plugins.machineid.output.SshOutput$DescriptorImpl\n")
                    .doesNotContain("MachineIdWrapper");
            assertThat(text(hpi, jar, "META-INF/annotations/hudson.Extension.txt"))
                    .contains("MachineIdStep$DescriptorImpl", "MachineIdWrapper$DescriptorImpl", "MachineIdFolder");
        }
    }

    @Test
    void classes_areKnownAsAPlugins_soThatTheyMayComeBackFromAnAgent() throws Exception {
        try (JarFile hpi = new JarFile(HPI.toFile());
                JarInputStream classes =
                        new JarInputStream(hpi.getInputStream(hpi.getEntry("WEB-INF/lib/machine-id.jar")))) {
            Attributes main = classes.getManifest().getMainAttributes();
            assertThat(main.getValue("Short-Name")).isEqualTo("machine-id");
            assertThat(main.getValue("Plugin-Version")).isEqualTo(System.getProperty("machineid.version"));
        }
    }

    @Test
    void archive_holdsNothingTwice() throws Exception {
        try (InputStream bytes = new ByteArrayInputStream(java.nio.file.Files.readAllBytes(HPI));
                ZipInputStream zip = new ZipInputStream(bytes)) {
            Set<String> seen = new TreeSet<>();
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(seen.add(entry.getName())).as(entry.getName()).isTrue();
            }
        }
    }
}
