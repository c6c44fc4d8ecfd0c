package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.machineid.config.ClusterConfiguration;
import io.jenkins.plugins.machineid.config.MachineIdFolder;
import io.jenkins.plugins.machineid.config.MachineIdGlobal;
import io.jenkins.plugins.machineid.output.ApplicationOutput;
import io.jenkins.plugins.machineid.output.DatabaseOutput;
import io.jenkins.plugins.machineid.output.IdentityOutput;
import io.jenkins.plugins.machineid.output.KubernetesOutput;
import io.jenkins.plugins.machineid.output.SshOutput;
import io.jenkins.plugins.machineid.output.TerraformOutput;
import io.jenkins.plugins.machineid.output.WorkloadIdentityOutput;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Every field that can be said has a line in its form, help behind it, a getter, and forms are what Jenkins wants them to be. */
class FormsLintTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Pattern FIELD = Pattern.compile("<f:entry field=\"(\\w+)\"");
    private static final Pattern PARAMETER =
            Pattern.compile("@DataBoundConstructor\\s+public \\w+\\((?:@Nullable )?String (\\w+)\\)");

    static Stream<Class<?>> forms() {
        return Stream.of(
                MachineIdStep.class,
                MachineIdWrapper.class,
                MachineIdGlobal.class,
                MachineIdFolder.class,
                ClusterConfiguration.class,
                SshOutput.class,
                KubernetesOutput.class,
                ApplicationOutput.class,
                DatabaseOutput.class,
                WorkloadIdentityOutput.class,
                IdentityOutput.class,
                TerraformOutput.class);
    }

    static Stream<Path> jellies() throws IOException {
        return files(RESOURCES, ".jelly");
    }

    static Stream<Path> helps() throws IOException {
        return files(RESOURCES, ".html");
    }

    private static Stream<Path> files(Path below, String end) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(path -> path.toString().endsWith(end)).toList().stream();
        }
    }

    private static Path folder(Class<?> type) {
        return RESOURCES.resolve(type.getName().replace('.', '/'));
    }

    private static List<String> fields(Class<?> type) throws Exception {
        List<String> names = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                String name = method.getName().substring(3);
                names.add(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
            }
        }
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.isAnnotationPresent(DataBoundConstructor.class) && constructor.getParameterCount() > 0) {
                PARAMETER
                        .matcher(Files.readString(SOURCES.resolve(type.getName().replace('.', '/') + ".java")))
                        .results()
                        .map(hit -> hit.group(1))
                        .forEach(names::add);
            }
        }
        return names;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void field_hasALineHelpAndAGetter(Class<?> type) throws Exception {
        List<String> fields = fields(type);
        String jelly = Files.readString(folder(type).resolve("config.jelly"));
        List<String> lines =
                FIELD.matcher(jelly).results().map(hit -> hit.group(1)).toList();

        assertThat(new TreeSet<>(lines)).containsExactlyElementsOf(new TreeSet<>(fields));
        assertThat(lines).doesNotHaveDuplicates();
        for (String field : fields) {
            assertThat(folder(type).resolve("help-" + field + ".html")).isRegularFile();
            String capital = field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
            assertThat(Stream.of(type.getMethods()).map(Method::getName))
                    .containsAnyOf("get" + capital, "is" + capital);
        }
        try (Stream<Path> helps = Files.list(folder(type))) {
            assertThat(helps.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".html") && !name.equals("help.html")) // the type's own
                            .map(name -> name.replaceAll("^help-|\\.html$", "")))
                    .allMatch(fields::contains);
        }
    }

    @ParameterizedTest
    @MethodSource("jellies")
    void jelly_isWellFormed_escapesAndHasNoScript(Path file) throws Exception {
        String text = Files.readString(file);
        parse(text);
        assertThat(text.lines().limit(2)).contains("<?jelly escape-by-default='true'?>");
        assertThat(text).doesNotContain("<script", "onclick", "<j:out", "style=");
    }

    @ParameterizedTest
    @MethodSource("helps")
    void help_isWellFormed(Path file) throws Exception {
        parse(Files.readString(file));
    }

    private static void parse(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.newDocumentBuilder().parse(new org.xml.sax.InputSource(new java.io.StringReader(text)));
    }

    @Test
    void plugin_hasItsDescription() {
        assertThat(RESOURCES.resolve("index.jelly")).isRegularFile();
    }

    @Test
    void question_ofAForm_isAskedByPostAndChecksWhoAsks() throws Exception {
        Pattern question = Pattern.compile(
                "(?s)(.{0,80})public (?:final )?\\w+ (do(?:Check|Fill|Test)\\w+)\\((.*?)\\{(.*?)\\n    \\}");
        int found = 0;
        for (Path file : files(SOURCES, ".java").toList()) {
            for (MatchResult hit :
                    question.matcher(Files.readString(file)).results().toList()) {
                found++;
                assertThat(hit.group(1)).as(hit.group(2)).contains("@POST");
                assertThat(hit.group(4)).as(hit.group(2)).containsAnyOf("Rights.", "checkPermission");
            }
        }
        assertThat(found).isGreaterThan(8);
    }

    @Test
    void agentCode_usesTheJdkAndCallablesAlone_andNeverCallsBack() throws Exception {
        for (Path file : files(SOURCES.resolve("io/jenkins/plugins/machineid/agent"), ".java")
                .toList()) {
            String text = Files.readString(file);
            assertThat(text.lines().filter(line -> line.startsWith("import ")))
                    .as(file + "")
                    .allMatch(line -> line.matches("import (static )?(java\\.|jenkins\\.MasterToSlaveFileCallable"
                            + "|hudson\\.remoting\\.VirtualChannel|org\\.jspecify\\.annotations\\.Nullable).*"));
            assertThat(text).doesNotContain("channel.call", "SlaveToMaster");
            if (text.contains("MasterToSlaveFileCallable<") || text.contains("implements Serializable")) {
                assertThat(text).as(file + "").contains("serialVersionUID");
            }
        }
    }

    @Test
    void plugin_hasNoWayAroundItsLogAndNoTrustAll() throws Exception {
        for (Path file : files(SOURCES, ".java").toList()) {
            assertThat(Files.readString(file))
                    .as(file + "")
                    .doesNotContain("System.out", "System.err", "System.exit", "X509TrustManager", "SlaveToMaster");
        }
    }
}
