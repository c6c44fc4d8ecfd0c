package dev.machineid.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exported project: what is in it, and its own pipeline, which tests the component at its own commit. */
class ProjectTest {
    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static ComponentProject component;

    @BeforeAll
    static void export() {
        component = ComponentProject.make(directory.resolve("component"));
    }

    @Test
    void project_files_areThoseOfTheCatalog() {
        assertThat(Tree.files(component.tree(), ".git"))
                .extracting(file -> component.tree().relativize(file).toString())
                .containsExactlyInAnyOrder(
                        "README.md", "LICENSE.md", ".gitlab-ci.yml", "templates/machine-id.yml", "self-test/lab.sh");
        assertThat(component.tree().resolve("LICENSE.md")).hasSameTextualContentAs(Tree.ROOT.resolve("LICENSE"));
        assertThat(Tree.read(component.tree().resolve("README.md"))).contains("## Components\n", "## Contribute\n");
        for (Path file : Tree.files(component.tree(), ".git")) {
            assertThat(Tree.read(file)).doesNotContain("@VERSION@", "@LAB_SHA256@");
        }
    }

    @Test
    void template_exported_holdsVersionAndDigests() {
        String source = Tree.read(Tree.COMPONENT.resolve("templates/machine-id.yml"));
        String exported = Tree.read(component.tree().resolve("templates/machine-id.yml"));

        assertThat(source).contains("_mid_version() { echo unbaked; }");
        assertThat(exported)
                .contains("_mid_version() { echo '" + ComponentProject.version() + "'; }", "machine-id.jar) echo ")
                .doesNotContain("unbaked; }");
        assertThat(exported.lines()
                        .filter(line -> line.contains("_mid_digest() {"))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void export_ofAnotherVersion_isRefused() {
        Command.Result result = new Command(directory, Map.of("PATH", ComponentProject.path()))
                .run(
                        Tree.COMPONENT.resolve("export").toString(),
                        "9.9.9",
                        component.release().resolve("machine-id.sh").toString(),
                        component.release().resolve("machine-id-lab.jar").toString(),
                        directory.resolve("other").toString());

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.output()).contains("is not the boot script of version 9.9.9");
        assertThat(directory.resolve("other")).doesNotExist();
    }

    @Test
    void releaseForm_twice_isTheSameArchive() throws IOException {
        Command command = new Command(directory, Map.of("PATH", ComponentProject.path()));
        Path archive = component.release().resolve("machine-id-gitlab-component.tar.gz");
        String form = Tree.COMPONENT.resolve("release-form").toString();
        try {
            command.run(form, ComponentProject.version(), component.release().toString())
                    .orFail();
            byte[] first = Files.readAllBytes(archive);
            command.run(form, ComponentProject.version(), component.release().toString())
                    .orFail();

            assertThat(Files.readAllBytes(archive)).isEqualTo(first);
            assertThat(command.run("tar", "-tzf", archive.toString()).orFail().output())
                    .contains("machine-id-gitlab-component/templates/machine-id.yml");
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    @Test
    void ownPipeline_atItsCommit_passesAndLeavesNothing() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Pipeline pipeline = new Pipeline(
                directory.resolve("own"),
                component,
                Tree.read(component.tree().resolve(".gitlab-ci.yml")).replace("13443", "" + port));
        for (String file : new String[] {"templates/machine-id.yml", "self-test/lab.sh"}) {
            Tree.write(
                    pipeline.app().resolve(file),
                    Tree.read(component.tree().resolve(file)).replace("13443", "" + port));
        }
        pipeline.with("MACHINE_ID_DOWNLOAD_BASE", component.release().toString());
        new Command(pipeline.app(), pipeline.environment())
                .run(
                        "sh",
                        "-c",
                        "git remote set-url origin git@gitlab.example.com:acme/machine-id.git && git add -A"
                                + " && git commit -qm all && git update-ref refs/remotes/origin/main HEAD")
                .orFail();

        Pipeline.Run run = pipeline.run("self-test");

        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.log("self-test")).contains("lab.jar: OK", "bot ci in lab-root", "self-test reached lab-root");
        assertThat(pipeline.logins()).isEmpty();
        String pid = Tree.read(pipeline.app().resolve("self-test/lab/pid")).strip();
        for (ProcessHandle ending :
                ProcessHandle.of(Long.parseLong(pid)).stream().toList()) {
            assertThat(ending.onExit()).succeedsWithin(Duration.ofSeconds(30));
        }
    }
}
