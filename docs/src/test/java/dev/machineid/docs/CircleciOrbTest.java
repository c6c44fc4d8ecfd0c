package dev.machineid.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The orb's generated files, from skeletons of the test's own. */
class CircleciOrbTest {
    @TempDir
    Path root;

    @BeforeEach
    void sources() throws IOException {
        file("command/boot/machine-id.sh", "#!/bin/sh\nboot() { :; }\n");
        file("circleci-orb/skeleton/scripts/common.sh", "common() { :; }\n");
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    private List<String> lines(String name, String skeleton) throws IOException {
        file("circleci-orb/skeleton/" + name, skeleton);
        Page page = new CircleciOrb(root)
                .pages().stream()
                        .filter(one -> one.path().equals("circleci-orb/src/" + name))
                        .findFirst()
                        .orElseThrow();
        return page.text().lines().toList();
    }

    @Test
    void parameters_standWhereTheSkeletonSays_withTheRenewalOfItsOwn() throws IOException {
        List<String> lines =
                lines("commands/x.yml", "parameters:\n  # insert parameters renew=true without=export_env\n");

        assertThat(lines.get(0)).isEqualTo("# " + Page.NOTE);
        assertThat(lines).contains("  proxy:", "    type: string", "  renew:").doesNotContain("  export_env:");
        assertThat(lines.get(lines.indexOf("  renew:") + 2)).isEqualTo("    default: true");
    }

    @Test
    void environmentAndArguments_nameEveryParameter() throws IOException {
        assertThat(lines(
                        "commands/x.yml", "a:\n  # insert environment\nb:\n  # insert arguments without=proxy,token\n"))
                .contains("  PARAM_CA_FILE: << parameters.ca_file >>", "  ca_file: << parameters.ca_file >>")
                .contains("  PARAM_PROXY: << parameters.proxy >>")
                .doesNotContain("  proxy: << parameters.proxy >>", "  token: << parameters.token >>");
    }

    @Test
    void options_handOverOnlyWhatDiffersFromTheForm() throws IOException {
        assertThat(lines("scripts/login.sh", "# insert options\n"))
                .contains("set --")
                .contains("[ -z \"${PARAM_PROXY:-}\" ] || set -- \"$@\" \"--proxy=$PARAM_PROXY\"")
                .contains("! orb_flag \"${PARAM_SSH:-}\" || set -- \"$@\" --ssh=true")
                .contains("! orb_unset \"${PARAM_EXPORT_ENV:-}\" || set -- \"$@\" --export-env=false")
                .anyMatch(line -> line.startsWith("[ \"${PARAM_JOIN_METHOD:-}\" = auto ] || "))
                .noneMatch(line -> line.contains("--renew"));
        assertThat(lines("scripts/renew.sh", "# insert options\n"))
                .noneMatch(line -> line.contains("--export-env") || line.contains("--dry-run"));
    }

    @Test
    void sharedScripts_areCopiedWithoutTheirInterpreter() throws IOException {
        assertThat(lines("scripts/exec.sh", "# insert guard\n# insert boot\n# insert common\n# insert unset\ntrue\n"))
                .contains("boot() { :; }", "common() { :; }", "true")
                .doesNotContain("#!/bin/sh")
                .anyMatch(line -> line.startsWith("unset MACHINE_ID_ORB_STEP PARAM_COMMAND PARAM_PROXY "));
    }

    @Test
    void commonPart_isNoScriptOfItsOwn() throws IOException {
        file("circleci-orb/skeleton/scripts/logout.sh", "true\n");

        assertThat(new CircleciOrb(root).pages())
                .extracting(Page::path)
                .containsExactly("circleci-orb/src/scripts/logout.sh");
    }

    @Test
    void unknownPieces_areRefused() throws IOException {
        assertThatThrownBy(() -> lines("commands/x.yml", "# insert nonsense\n")).hasMessageContaining("nonsense");
        Files.delete(root.resolve("circleci-orb/skeleton/commands/x.yml"));
        assertThatThrownBy(() -> lines("scripts/other.sh", "# insert options\n"))
                .hasMessageContaining("other.sh");
    }

    @Test
    void main_withoutARoot_leavesTheAdaptersAlone() throws IOException {
        file("circleci-orb/skeleton/scripts/logout.sh", "# insert common\n");

        Generate.main(new String[] {root.resolve("reference").toString()});
        assertThat(root.resolve("circleci-orb/src")).doesNotExist();
    }
}
