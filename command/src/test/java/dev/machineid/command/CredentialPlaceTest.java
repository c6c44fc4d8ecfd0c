package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.session.Marker;
import dev.machineid.core.session.PrivateDirectory;
import dev.machineid.core.session.Registry;
import dev.machineid.core.session.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialPlaceTest {
    @TempDir
    Path directory;

    private Optional<Path> named(Map<String, String> variables, String... line) {
        Surroundings surroundings = new Surroundings(
                variables,
                Path.of("/work"),
                "/tmp",
                "ci",
                Clock.systemUTC(),
                time -> {},
                new Launcher(List.of(), "none"),
                code -> {});
        return CredentialPlace.named(Arguments.parse(Verb.LOGOUT, List.of(line)), surroundings);
    }

    private Path marked() {
        PrivateDirectory ours = PrivateDirectory.create(directory.resolve("ours"), new Workspace(List.of(), false));
        Registry.claim(ours, new Marker(Instant.EPOCH, Instant.EPOCH, Optional.empty()));
        return ours.path();
    }

    @Test
    void commandLine_winsOverTheVariables() {
        Map<String, String> both = Map.of("MACHINE_ID_DIR", "/exported", "MACHINE_ID_OPT_DIRECTORY", "/option");
        assertThat(named(both, "--directory", "/said")).contains(Path.of("/said"));
        assertThat(named(both)).contains(Path.of("/exported"));
        assertThat(named(Map.of("MACHINE_ID_OPT_DIRECTORY", "/option"))).contains(Path.of("/option"));
        assertThat(named(Map.of())).isEmpty();
        assertThat(named(Map.of("MACHINE_ID_DIR", " "))).isEmpty();
    }

    @Test
    void prefix_choosesTheVariable() {
        Map<String, String> two = Map.of("MACHINE_ID_DIR", "/first", "READ_MACHINE_ID_DIR", "/second");
        assertThat(named(two, "--prefix", "READ_")).contains(Path.of("/second"));
        assertThat(named(Map.of("READ_MACHINE_ID_DIR", "/second", "MACHINE_ID_OPT_PREFIX", "READ_")))
                .contains(Path.of("/second"));
    }

    @Test
    void relativePath_isOfTheWorkingDirectory() {
        assertThat(named(Map.of(), "--directory", "../x/./y")).contains(Path.of("/x/y"));
    }

    @Test
    void marker_isFoundFromThePathsThatVariablesSay() {
        Path ours = marked();
        assertThat(CredentialPlace.marked(ours)).contains(ours);
        assertThat(CredentialPlace.marked(ours.resolve("current"))).contains(ours);
        assertThat(CredentialPlace.marked(ours.resolve("generations/7"))).contains(ours);
    }

    @Test
    void marker_isNotLookedForElsewhere() throws Exception {
        Path ours = marked();
        Files.createDirectories(ours.resolve("sub/generations/1"));
        assertThat(CredentialPlace.marked(ours.resolve("sub"))).isEmpty();
        assertThat(CredentialPlace.marked(ours.resolve("sub/generations/1"))).isEmpty();
        assertThat(CredentialPlace.marked(ours.resolve("sub/current"))).isEmpty();
        assertThat(CredentialPlace.marked(Path.of("/"))).isEmpty();
        assertThat(CredentialPlace.marked(Path.of("/generations/1"))).isEmpty();
    }
}
